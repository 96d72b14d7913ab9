import { engineLine, surveyInChild } from './engine-survey';

test('a process of its own finds the engines that npm brings, each with version and device', async () => {
  const engines = await surveyInChild(new AbortController().signal);
  expect(engines).toEqual(expect.arrayContaining([
    { name: 'compiled', available: true, reason: expect.stringMatching(/^\d+\.\d+\.\d+, cpu \(onnxruntime/) },
    { name: 'wasm', available: true, reason: expect.stringContaining('wasm') },
    expect.objectContaining({ name: 'tensorflow' }),
  ]));
  expect(engineLine(engines)).toMatch(/^compiled \(/);
}, 120_000);

test('a survey that is cut off says so in place of failing', async () => {
  expect(await surveyInChild(AbortSignal.timeout(1))).toEqual([{ name: 'none', available: false, reason: expect.stringContaining('SIGKILL') }]);
});

test('the line names the engine that is used, and why the others are not', () => {
  expect(engineLine([{ name: 'compiled', available: false, reason: 'libonnxruntime.so.1: cannot open' }, { name: 'wasm', available: true, reason: '4.22.0, cpu' }])).toBe('wasm (4.22.0, cpu); compiled: libonnxruntime.so.1: cannot open');
  expect(engineLine([{ name: 'wasm', available: false, reason: 'no file' }])).toBe('none works here; wasm: no file');
});
