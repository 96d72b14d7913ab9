import type { ExpectationOutcome, ExpectationRule } from '@bellwether/contracts';
import type { Translate } from '../../i18n';
import type { useFormat } from '../../ui';

type Format = ReturnType<typeof useFormat>;

/** A rule as a sentence. */
export function ruleSentence(rule: ExpectationRule, t: Translate, format: Format): string {
  const kind = t(`events.kind.${rule.kind}`);
  switch (rule.rule) {
    case 'filled': return t('events.says.filled', { kind, column: rule.column, share: format.percent(rule.atMost) });
    case 'range': {
      const [min, max] = [format.number(rule.min), format.number(rule.max)];
      const range = rule.min !== null && rule.max !== null ? t('events.says.between', { min, max }) : rule.min !== null ? t('events.says.least', { min }) : t('events.says.most', { max });
      return t('events.says.range', { kind, column: rule.column, range, share: format.percent(rule.atMost) });
    }
    case 'unique': return t('events.says.unique', { kind, columns: rule.columns.join(', ') });
    case 'known': return t(rule.notBefore ? 'events.says.knownFirst' : 'events.says.known', { kind, column: rule.column, in: t(`events.kind.${rule.in}`), share: format.percent(rule.atMost) });
    case 'fresh': return t('events.says.fresh', { kind, hours: rule.withinHours });
    case 'volume': return t('events.says.volume', { kind, share: format.percent(rule.changeAtMost) });
    case 'no-gap': return t('events.says.no-gap', { kind, count: rule.days });
    case 'one-currency': return t('events.says.one-currency', { kind });
  }
}

/** What the check found, in numbers. */
export function outcomeSentence(rule: ExpectationRule, outcome: ExpectationOutcome, t: Translate, format: Format): string {
  if (outcome.empty) return t('events.nothing');
  const o = outcome.observed;
  const n = (key: string) => Number(o[key] ?? 0);
  switch (rule.rule) {
    case 'fresh': return t('events.found.fresh', { hours: format.number(n('hours'), 3) });
    case 'volume': return t('events.found.volume', { day: String(o.day), rows: n('rows'), usual: n('usual') });
    case 'no-gap': return t('events.found.no-gap', { count: n('longest') });
    case 'one-currency': return t('events.found.one-currency', { count: n('currencies'), most: String(o.most) });
    default: return t('events.found.share', { broken: n('broken'), rows: n('rows'), share: format.percent(n('rows') ? n('broken') / n('rows') : 0) });
  }
}
