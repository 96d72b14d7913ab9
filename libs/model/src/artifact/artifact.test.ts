import { createHash } from 'node:crypto';
import { isAppError } from '@bellwether/contracts';
import { mlpProgram } from '../program/mlp-program';
import { Xoshiro128 } from '../random/xoshiro';
import { decodeNetwork, encodeNetwork, withWeights } from './network-artifact';
import { decodeTensorFile, encodeTensorFile } from './tensor-file';

const program = mlpProgram({ inputSize: 3, hidden: [4], optimizer: { kind: 'adam' }, seed: 1 });
const weights = Object.fromEntries(program.variables.map((v) => [v.name, v.init]));
const bytes = encodeNetwork(program, { topology: { hidden: [4] }, weights });

/** A file with a right hash and wrong content: only checks of the content can refuse it. */
function sealed(change: (body: Buffer) => Buffer): Uint8Array {
  const body = change(Buffer.from(bytes.slice(0, -32)));
  return Buffer.concat([body, createHash('sha256').update(body).digest()]);
}

const header = (json: unknown): Uint8Array => sealed(() => {
  const text = Buffer.from(JSON.stringify(json));
  const out = Buffer.alloc(Math.ceil((12 + text.length) / 8) * 8);
  out.writeUInt32LE(0x46545742, 0);
  out.writeUInt32LE(1, 4);
  out.writeUInt32LE(text.length, 8);
  text.copy(out, 12);
  return out;
});

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (e) {
    if (isAppError(e) && e.code === 'MODEL_ARTIFACT_INVALID') return e.message;
    throw e;
  }
  return 'accepted';
}

test('weights and topology come back bit for bit', () => {
  const back = decodeNetwork(bytes);
  expect(back).toEqual({ topology: { hidden: [4] }, weights });
  expect(withWeights(program, back.weights).variables.map((v) => v.init)).toEqual(program.variables.map((v) => v.init));
});

test('a damaged or hostile file is refused by name, before anything of its size is allocated', () => {
  const claim = (tensors: unknown) => refusal(() => decodeTensorFile(header({ header: {}, tensors })));
  expect(refusal(() => decodeTensorFile(new Uint8Array(5)))).toContain('5 bytes');
  expect(refusal(() => decodeTensorFile(new Uint8Array(100)))).toContain('does not begin');
  expect(refusal(() => decodeTensorFile(bytes.slice(0, -1)))).toContain('SHA-256');
  expect(refusal(() => decodeTensorFile(sealed((b) => (b.writeUInt32LE(0xffffffff, 8), b))))).toContain('header claims 4294967295 bytes');
  expect(refusal(() => decodeTensorFile(sealed((b) => (b.writeUInt32LE(9, 4), b))))).toContain('format version is 9');
  expect(claim([{ name: 'a', dtype: 'float32', shape: [1e9, 1e9, 1e9] }])).toContain('claims more values than the file holds');
  expect(claim([{ name: 'a', dtype: 'float32', shape: [-1] }])).toContain('holds -1');
  expect(claim([{ name: 'a', dtype: 'float32', shape: [1.5] }])).toContain('holds 1.5');
  expect(claim([{ name: 'a', dtype: 'function', shape: [0] }])).toContain('unknown type "function"');
  expect(claim([{ name: '__proto__', dtype: 'float32', shape: [0] }])).toContain('no proper name');
  expect(claim([{ name: 'a', dtype: 'float32', shape: [0] }, { name: 'a', dtype: 'float32', shape: [0] }])).toContain('comes twice');
  expect(claim([null])).toContain('no proper name');
  expect(claim('all')).toContain('no list of arrays');
});

test('any flipped bit is refused', () => {
  const random = Xoshiro128.fromSeed(8);
  for (let i = 0; i < 200; i++) {
    const bad = bytes.slice();
    bad[random.below(bad.length)]! ^= 1 << random.below(8);
    expect(refusal(() => decodeTensorFile(bad))).not.toBe('accepted');
  }
});

test('weights that are not of this network are refused by name', () => {
  const spoiled = encodeNetwork(program, { topology: null, weights: { ...weights, 'output/bias': Float32Array.of(Number.NaN) } });
  expect(refusal(() => decodeNetwork(spoiled))).toContain('"output/bias" holds NaN');
  expect(refusal(() => decodeNetwork(encodeTensorFile({ kind: 'other' }, [])))).toContain('no network');
  expect(refusal(() => withWeights(program, { ...weights, 'output/bias': new Float32Array(2) }))).toContain('needs 1 values, 2 are there');
  expect(refusal(() => withWeights(program, { ...weights, extra: new Float32Array(1) }))).toContain('does not have: extra');
});
