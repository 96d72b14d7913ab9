import { openFindings, type GateResult, type LeakReport, type MetricRecord, type MetricSpec, type PairedDifference, type PromotionPolicy } from '@bellwether/contracts';

/** What the gates look at. Numbers only: the gates decide, and gather nothing. */
export type GateFacts = {
  policy: PromotionPolicy;
  specs: readonly MetricSpec[];
  metrics: MetricRecord;
  testRows: number;
  runState: string;
  /** null: the attacks were not run on the table of this run */
  leaks: { report: LeakReport; acceptedKeys: readonly string[] } | null;
  /** null: the files are whole; else why not */
  artifactProblem: string | null;
  /** null: nothing is live yet */
  champion: { number: number; difference: PairedDifference | null; /** why there is none */ problem: string | null } | null;
  proposer: { id: string; name: string };
  approver: { id: string; name: string };
};

/** The metric that families report their expected calibration error under. */
const CALIBRATION = 'ece';

const show = (value: number | null | undefined): string => (value === null || value === undefined ? 'nothing' : String(Number(value.toPrecision(5))));

/** Every gate of the policy with what it expected and what came, in a fixed order. */
export function judgeGates(facts: GateFacts): GateResult[] {
  const { policy } = facts;
  const gates: GateResult[] = [
    { gate: 'run-complete', passed: facts.runState === 'done', expected: 'a run that is done', received: facts.runState, fix: 'Register a run that has finished.' },
    { gate: 'artifact', passed: facts.artifactProblem === null, expected: 'files whose bytes are what their names say', received: facts.artifactProblem ?? 'all of them', fix: 'Restore the data folder from a backup, or run the training again.' },
    { gate: 'test-rows', passed: facts.testRows >= policy.minTestRows, expected: `at least ${policy.minTestRows} held-out rows`, received: `${facts.testRows}`, fix: 'Hold out a larger part, or train on more data.' },
    leaksGate(facts.leaks),
    ...Object.entries(policy.minimum).map(([key, bound]) => minimumGate(key, bound, facts)),
  ];
  const calibration = facts.metrics[CALIBRATION]?.value;
  if (policy.maxCalibrationError !== null && facts.specs.some((s) => s.key === CALIBRATION))
    gates.push({
      gate: 'calibration', passed: typeof calibration === 'number' && calibration <= policy.maxCalibrationError, expected: `calibration error of at most ${show(policy.maxCalibrationError)}`, received: show(calibration),
      fix: 'Train with cross-entropy and without class weights, or stop earlier; both keep scores near the rates.',
    });
  if (policy.against !== 'none') gates.push(differenceGate(facts));
  if (policy.fourEyes)
    gates.push({ gate: 'four-eyes', passed: facts.proposer.id !== facts.approver.id, expected: `somebody other than ${facts.proposer.name}, who registered this version`, received: facts.approver.name, fix: 'Ask a colleague to promote it.' });
  return gates;
}

/** Refuses on severe findings that nobody answers for. There is no policy that turns it off: a finding is accepted with a reason, or mended. */
function leaksGate(leaks: GateFacts['leaks']): GateResult {
  const base = { gate: 'leaks' as const, expected: 'no severe leak finding that nobody has accepted' };
  if (!leaks) return { ...base, passed: false, received: 'no leak report: the run was trained before the attacks existed', fix: 'Train it again; the attacks are part of every run.' };
  const open = openFindings(leaks.report, leaks.acceptedKeys);
  const accepted = leaks.report.findings.filter((f) => leaks.acceptedKeys.includes(f.key)).length;
  if (open.length === 0) return { ...base, passed: true, received: accepted > 0 ? `none open, ${accepted} accepted with a reason` : 'none', fix: '' };
  return {
    ...base, passed: false, received: open.map((f) => f.message.en).join(' '),
    fix: `Leave out ${[...new Set(open.map((f) => f.column ?? 'what the finding names'))].join(', ')} and train again, or accept each finding with a reason on the page of the run, under Data and features.`,
  };
}

function minimumGate(key: string, bound: number, { specs, metrics }: GateFacts): GateResult {
  const lower = specs.find((s) => s.key === key)?.better === 'lower';
  const value = metrics[key]?.value;
  return {
    gate: 'minimum-metric', passed: typeof value === 'number' && (lower ? value <= bound : value >= bound), expected: `${key} of at ${lower ? 'most' : 'least'} ${show(bound)}`, received: show(value),
    fix: 'Train a better candidate, or have the bound of the policy changed.',
  };
}

/** Not inferior: the interval of the difference stays above -margin. Superior: above zero. Where lower is better, the same mirrored. */
function differenceGate({ policy, champion, specs }: GateFacts): GateResult {
  const { metric, margin } = policy;
  const lower = specs.find((s) => s.key === metric)?.better === 'lower';
  const bound = policy.against === 'superior' ? 0 : margin;
  const expected = policy.against === 'superior' ? `${metric} ${lower ? 'below' : 'above'} the champion's with its whole interval` : `${metric} not worse than the champion's by more than ${show(margin)}, with its whole interval`;
  const base = { gate: 'paired-difference' as const, expected, fix: 'Train a better candidate, or measure both on more rows so that the interval narrows.' };
  if (!champion) return { ...base, passed: true, received: 'no champion yet: nothing to compare with' };
  const d = champion.difference;
  if (!d || d.difference === null || d.lo === null || d.hi === null) return { ...base, passed: false, received: champion.problem ?? d?.note ?? 'no comparable number', fix: 'Compare on data that both can score, or have an admin override with a reason.' };
  const worst = lower ? -d.hi : d.lo;
  const passed = policy.against === 'superior' ? worst > 0 : worst >= -bound;
  return { ...base, passed, received: `${signed(d.difference)} against v${champion.number}, interval ${signed(d.lo)} to ${signed(d.hi)} on ${d.n} rows` };
}

const signed = (v: number): string => `${v >= 0 ? '+' : ''}${v.toFixed(4)}`;
