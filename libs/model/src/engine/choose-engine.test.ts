import { jest } from '@jest/globals';
import { chooseEngine, surveyEngines } from './choose-engine';

test('without its native library the compiled engine is passed over, with the reason, and wasm is used', async () => {
  jest.unstable_mockModule('onnxruntime-node', () => {
    throw new Error('libonnxruntime.so.1: cannot open shared object file');
  });
  const { engine, tried } = await chooseEngine();
  expect(engine.name).not.toBe('compiled');
  expect(tried[0]).toEqual({ name: 'compiled', available: false, reason: expect.stringContaining('cannot open shared object file') });
  expect(engine.reason).toContain('fallback: compiled');
  expect((await surveyEngines()).map((e) => [e.name, e.available]).filter(([n]) => n !== 'tensorflow')).toEqual([['compiled', false], ['wasm', true]]);
});
