/**
 * A service that predicts and reports what happened, through the typed client.
 *
 *   BELLWETHER_URL=http://localhost:4000 BELLWETHER_API_KEY=bw_… npx tsx examples/predict-and-report.ts [model name]
 *
 * The key needs model.read, prediction.create and outcome.write (Admin, API keys, "Predict and report").
 */
import { bellwetherError, createBellwetherClient } from '@bellwether/api/client';

const url = process.env.BELLWETHER_URL ?? 'http://localhost:4000';
const apiKey = process.env.BELLWETHER_API_KEY;
if (!apiKey) {
  console.error('Set BELLWETHER_API_KEY to a key made under Admin, API keys.');
  process.exit(2);
}
const bellwether = createBellwetherClient({ url, apiKey });

try {
  // 1. Which model is live, and what must a row look like?
  const models = await bellwether.model.list.query({ search: process.argv[2] });
  const live = models.find((m) => m.aliases.some((a) => a.alias === 'champion') && (process.argv[2] === undefined || m.name === process.argv[2]));
  const champion = live?.aliases.find((a) => a.alias === 'champion');
  if (!live || !champion) throw new Error(`No model${process.argv[2] ? ` ${process.argv[2]}` : ''} has a champion yet: promote a version in the console.`);
  const version = await bellwether.model.version.query({ id: champion.versionId });
  const features = Object.fromEntries(version.signature.inputs.map((field) => [field.name, field.example]));
  console.log(`${live.name} version ${champion.number} takes ${version.signature.inputs.length} fields`);

  // 2. Score two customers: one as in training, one with a value that was never seen.
  const first = version.signature.inputs[0]!;
  const answer = await bellwether.prediction.predict.mutate({
    model: live.name,
    rows: [
      { key: `customer-${Date.now()}`, features },
      { key: `customer-${Date.now()}-odd`, features: { ...features, [first.name]: first.role === 'numeric' ? (first.max ?? 0) + 1_000_000 : 'never seen before' } },
    ],
  });
  for (const p of answer.predictions) console.log(`${p.key}: ${p.score.toFixed(4)}${p.warnings.map((w) => ` (${w.field}: ${w.message})`).join('')}`);
  console.log(`answered in ${answer.latencyMs.toFixed(1)} ms by version ${answer.version}`);

  // 3. Later, the first one bought. Reporting twice changes nothing.
  const [bought, odd] = answer.predictions;
  const outcomes = [
    { predictionId: bought!.predictionId, value: true },
    { predictionId: odd!.predictionId, value: false },
  ];
  console.log('reported:', await bellwether.outcome.record.mutate({ outcomes }));
  console.log('reported again:', await bellwether.outcome.record.mutate({ outcomes }));
} catch (error) {
  const said = bellwetherError(error);
  if (said) console.error(`${said.code}: ${said.message} ${said.fix} (request ${said.requestId})`);
  else console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
