// `npm run chaos -- --runs 100 --kills 50 --seed 1 --json report.json`
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chaos } from './chaos';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    every: { type: 'string', default: '4000' },
    steps: { type: 'string', default: '80' },
    delay: { type: 'string', default: '20' },
    workers: { type: 'string', default: '2' },
    port: { type: 'string', default: '7210' },
    minutes: { type: 'string', default: '20' },
    json: { type: 'string' },
  },
});
const number = (name: Exclude<keyof typeof values, 'json'>) => Number(values[name]);

const report = await chaos({
  runs: number('runs'), kills: number('kills'), seed: number('seed'), everyMs: number('every'), freeze: true, workers: number('workers'), port: number('port'), limitMs: number('minutes') * 60_000,
  params: { steps: number('steps'), stepDelayMs: number('delay'), checkpointEvery: 10 }, say: (text) => console.log(text),
});
const { storm, verdict } = report;
console.log(`
kills                ${storm.total} in ${storm.seconds.toFixed(0)} s: ${Object.entries(storm.kills).map(([victim, n]) => `${n} ${victim}`).join(', ')}
runs done            ${verdict.done} of ${verdict.runs}, in ${verdict.attempts} attempts (at most ${verdict.mostAttempts} for one), ${verdict.resumedRuns} resumed from a checkpoint
points               ${verdict.storedPoints} stored, ${verdict.expectedPoints} expected
lost, doubled, wrong ${verdict.lostPoints}, ${verdict.doubledPoints}, ${verdict.wrongPoints}
ended not once       ${verdict.endedNotOnce}
stale writes refused ${verdict.staleWritesRejected}
jobs left            ${verdict.jobsLeft}
orphan processes     ${report.orphans}, exit code ${report.exitCode}
${report.clean ? 'clean' : 'NOT clean'}`);
for (const line of verdict.notDone.slice(0, 10)) console.log(line);
if (values.json) writeFileSync(values.json, JSON.stringify(report, null, 2));
process.exit(report.clean ? 0 : 1);
