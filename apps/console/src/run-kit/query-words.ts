import type { QueryError } from '@bellwether/run-query';
import type { Translate } from '../i18n';

const FORMS = ['number', 'boolean', 'date', 'duration', 'bytes'] as const;
type Form = (typeof FORMS)[number];

/** What is wrong with a filter, in the reader's language. The parser's own words are English. */
export function queryErrorWords(t: Translate, error: QueryError): string {
  const { found = '', suggestion = '', form = '', known = '', field = '', limit = '', why = '' } = error.params;
  const hint = suggestion ? ` ${t('filter.error.suggestion', { suggestion })}` : '';
  switch (error.code) {
    case 'unknown-field':
      return t('filter.error.unknownField', { found }) + hint;
    case 'wrong-value': {
      const wanted = FORMS.includes(form as Form) ? t(`filter.form.${form as Form}`) : form.replace(/^one of /, '');
      return t('filter.error.wrongValue', { wanted, found }) + hint;
    }
    case 'wrong-operator':
      return t('filter.error.wrongOperator', { known, field, found });
    case 'unclosed-quote':
      return t('filter.error.unclosedQuote');
    case 'unclosed-parenthesis':
      return t('filter.error.unclosedParenthesis');
    case 'bad-regex':
      return t.locale === 'en' ? error.message : t('filter.error.badRegex', { why });
    case 'too-long':
      return t('filter.error.tooLong', { limit });
    case 'unexpected-end':
    case 'unexpected':
      return expectedWords(t, error, found);
  }
}

function expectedWords(t: Translate, error: QueryError, found: string): string {
  const wanted = error.expected.filter((e) => e !== 'end').map((e) => t(`filter.expected.${e}`));
  const list = error.params.wanted === ')' ? [...wanted, ')'] : wanted;
  const what = list.join(t('filter.orWord')) || t('filter.expected.end');
  return error.code === 'unexpected-end' ? t('filter.error.end', { wanted: what }) : t('filter.error.unexpected', { wanted: what, found });
}
