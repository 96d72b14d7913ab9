import { crc32c, encodeEventFile, encodeEventHead, encodeHparams, encodeScalars, eventFileName } from './event-file';

test('the checksum is CRC-32C: the check value of its specification', () => {
  expect(crc32c(Buffer.from('123456789')).toString(16)).toBe('e3069283');
});

test('a file has the bytes that TensorFlow writes for the same events', () => {
  // tensorboard 2.21: RecordWriter over Event(wall_time=1.5, file_version='brain.Event:2') and Event(wall_time=1.5, step=3, summary={loss: 0.5})
  const golden = '1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c1a00000000000000129bd82d09000000000000f83f10032a0d0a0b0a046c6f7373150000003f80655ee3';
  expect(Buffer.from(encodeEventFile([{ tag: 'loss', step: 3, value: 0.5, wallTimeMs: 1500 }])).toString('hex')).toBe(golden);
});

/** Reads the records back as the format says, checking both sums of each. */
function recordsOf(file: Uint8Array): Uint8Array[] {
  const view = Buffer.from(file);
  const unmasked = (at: number): number => {
    const c = (view.readUInt32LE(at) - 0xa282ead8) >>> 0;
    return ((c << 15) | (c >>> 17)) >>> 0;
  };
  const records: Uint8Array[] = [];
  for (let at = 0; at < view.length; ) {
    const length = Number(view.readBigUInt64LE(at));
    expect(unmasked(at + 8)).toBe(crc32c(view.subarray(at, at + 8)));
    const data = view.subarray(at + 12, at + 12 + length);
    expect(unmasked(at + 12 + length)).toBe(crc32c(data));
    records.push(data);
    at += length + 16;
  }
  return records;
}

test('a file may be written in parts, and every record carries its sums', () => {
  const points = [0, 1, 2].map((step) => ({ tag: 'train/loss', step, value: 1 / (step + 1), wallTimeMs: 1000 }));
  const parts = Buffer.concat([encodeEventHead(1000), encodeScalars(points.slice(0, 2)), encodeScalars(points.slice(2))]);
  expect(parts.equals(Buffer.from(encodeEventFile(points)))).toBe(true);
  expect(recordsOf(parts)).toHaveLength(4);
  expect(eventFileName(1000, 'run 7')).toBe('events.out.tfevents.1.run-7');
});

test('parameters stand as a session of the plugin hparams, with its end when there is one', () => {
  const session = { hparams: { units: 64, optimizer: 'adamw', balanced: true }, group: 'first look', startedMs: 1500, ended: { atMs: 3000, ok: true } };
  const [start, end] = recordsOf(encodeHparams(session)).map((r) => Buffer.from(r).toString('latin1'));
  for (const word of ['_hparams_/session_start_info', 'hparams', 'units', 'optimizer', 'adamw', 'balanced', 'first look']) expect(start).toContain(word);
  expect(end).toContain('_hparams_/session_end_info');
  expect(recordsOf(encodeHparams({ ...session, ended: null }))).toHaveLength(1);
});
