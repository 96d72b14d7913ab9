'use client';

import { useMemo } from 'react';
import { schemaDefaults, type JsonSchema } from '../forms';
import { useT } from '../i18n';
import { leafFields, useFamilies } from './families';
import { flattenParams, paramAt, paramText, sameValue } from './param-text';
import { Badge, Card, CopyButton, SearchInput, Switch, useUrlState } from '../ui';

/** Every parameter with its title; those that differ from the defaults are marked. */
export function ParameterList({ familyId, params }: { familyId: string; params: unknown }) {
  const t = useT();
  const { familyOf } = useFamilies();
  const [search, setSearch] = useUrlState('param');
  const [changed, setChanged] = useUrlState('changed');
  const family = familyOf(familyId);
  const { fields, defaults } = useMemo(() => ({ fields: family ? leafFields(family.schema) : [], defaults: family ? schemaDefaults(family.schema as JsonSchema) : {} }), [family]);
  const rows = flattenParams(params).map((p) => {
    const field = fields.find((f) => f.path === p.key);
    const fallback = paramAt(defaults, p.path);
    return { ...p, title: field ? t.of(field.title) : p.key, help: field?.help ? t.of(field.help) : undefined, unit: field?.unit ?? '', fallback, differs: fallback !== undefined && !sameValue(p.value, fallback) };
  });
  const needle = search.toLowerCase();
  const shown = rows.filter((r) => (changed === '' || r.differs) && `${r.title} ${r.key} ${paramText(r.value)}`.toLowerCase().includes(needle));
  return (
    <div className="space-y-3">
      <div className="flex flex-wrap items-center gap-4">
        <SearchInput className="w-72 max-w-full" label={t('runs.searchParameters')} value={search} onChange={setSearch} />
        <Switch label={t('runs.onlyChanged')} checked={changed !== ''} onChange={(on) => setChanged(on ? '1' : '')} />
        <span className="ml-auto flex items-center gap-1 text-xs text-subtle">
          {t('runs.asJson')} <CopyButton text={JSON.stringify(params, null, 2)} />
        </span>
      </div>
      <Card flush>
        <table className="w-full text-sm">
          <tbody>
            {shown.map((r) => (
              <tr key={r.key} className="border-b last:border-b-0">
                <th scope="row" className="w-1/2 px-4 py-1.5 text-left font-normal" title={r.help}>
                  {r.title} <code className="ml-1 break-all text-2xs text-subtle">{r.key}</code>
                </th>
                <td className="px-4 py-1.5">
                  <span className="break-all font-mono text-xs">{paramText(r.value)}</span> <span className="text-xs text-subtle">{r.unit}</span>
                  {r.differs && <Badge tone="accent" className="ml-2">{t('runs.defaultIs', { value: paramText(r.fallback) })}</Badge>}
                </td>
              </tr>
            ))}
            {shown.length === 0 && <tr><td className="px-4 py-6 text-center text-sm text-subtle">{t('ui.noMatches')}</td></tr>}
          </tbody>
        </table>
      </Card>
    </div>
  );
}
