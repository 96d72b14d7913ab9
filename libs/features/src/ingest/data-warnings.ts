import type { ColumnProfile, ColumnRoles, DataWarning, DatasetProfile } from '@bellwether/contracts';

/** A column alone that separates this well deserves a question before it is trained on. */
const SUSPICIOUS_AUC = 0.85;
const PURE_ROWS = 500;
const percent = (share: number): string => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

/** What a person should look at before training on it, worst first. */
export function profileWarnings(profile: DatasetProfile, roles: ColumnRoles): DataWarning[] {
  const warnings = profile.columns.flatMap((c) => columnWarnings(c, roles[c.name] ?? 'ignored'));
  if (profile.duplicateRows > 0) warnings.push({ code: 'duplicate-rows', severity: 'info', column: null, message: `${profile.duplicateRows} rows repeat another one exactly (${percent(profile.duplicateRows / profile.rows)})`, fix: 'check whether they are true repeats; copies on both sides of a split flatter a model', context: { rows: profile.duplicateRows } });
  // a table of events needs no target: what comes next is in its rows
  const events = Object.values(roles).includes('item');
  if (!profile.target && !events) warnings.push({ code: 'no-target', severity: 'info', column: null, message: 'no column looks like a yes-or-no outcome', fix: 'give the role target to the column that is to be predicted' });
  else if (profile.target?.baseRate === 0 || profile.target?.baseRate === 1) warnings.push({ code: 'target-one-class', severity: 'bad', column: profile.target.column, message: `"${profile.target.column}" holds one class only: there is nothing to learn`, fix: 'choose another target or register rows of both classes' });
  const rank = { bad: 0, warning: 1, info: 2 };
  return warnings.sort((a, b) => rank[a.severity] - rank[b.severity]);
}

function columnWarnings(c: ColumnProfile, role: string): DataWarning[] {
  const found: DataWarning[] = [];
  const say = (code: string, severity: DataWarning['severity'], message: string, fix: string, context?: Record<string, unknown>) => found.push({ code, severity, column: c.name, message, fix, ...(context ? { context } : {}) });
  if (c.missing === c.count) {
    say('all-missing', 'warning', `"${c.name}" has no value at all`, 'leave it ignored, or mend the export');
    return found;
  }
  const share = c.missing / c.count;
  if (share > 0.2) say('many-missing', 'warning', `"${c.name}" misses ${percent(share)} of its values`, 'find out why; a value that is missing for a reason is information', { share });
  if (c.distinct <= 1) say('constant', 'info', `"${c.name}" is the same in every row`, 'it says nothing; leave it ignored');
  if (role === 'category' && c.distinct > 200) say('many-levels', 'warning', `"${c.name}" has ${c.distinct} levels`, 'rare levels share one slot; consider the role id or text', { levels: c.distinct });
  const auc = c.target?.auc ?? null;
  if (auc !== null && auc > SUSPICIOUS_AUC && role !== 'id' && c.distinct < c.count / 2)
    say('too-good', 'bad', `"${c.name}" alone separates the outcome with an AUC of ${auc.toFixed(3)}: it may be computed from the outcome`, 'find out when its value is known; if only afterwards, leave it out', { auc });
  const pure = pureCell(c);
  if (pure && auc !== null && auc > 0.6) say('pure-cell', 'warning', `"${c.name}" = ${pure.value} never goes with ${pure.rate === 0 ? 'the outcome' : 'its absence'} in ${pure.rows} rows`, 'check that the value is known before the outcome', pure);
  if (c.numeric && c.numeric.sd && Math.abs(c.numeric.max - c.numeric.mean) > 50 * c.numeric.sd) say('outlier', 'info', `the largest "${c.name}" lies ${Math.round((c.numeric.max - c.numeric.mean) / c.numeric.sd)} standard deviations above the mean`, 'check it; quantile scaling keeps it harmless');
  return found;
}

function pureCell(c: ColumnProfile): { value: string; rows: number; rate: 0 | 1 } | null {
  for (const t of c.top) if (t.positives !== null && t.count >= PURE_ROWS && (t.positives === 0 || t.positives === t.count)) return { value: t.value, rows: t.count, rate: t.positives === 0 ? 0 : 1 };
  return null;
}
