import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32c, encodeEventFile, EventFileWriter } from './event-file';

test('the checksum is CRC-32C: the check value of its specification', () => {
  expect(crc32c(Buffer.from('123456789')).toString(16)).toBe('e3069283');
});

test('a file has the bytes that TensorFlow writes for the same events', () => {
  // tensorboard 2.20: RecordWriter over Event(wall_time=1.5, file_version='brain.Event:2') and Event(wall_time=2, step=3, simple_value 0.5 under 'loss')
  const bytes = Buffer.from(encodeEventFile([{ tag: 'loss', step: 3, value: 0.5, wallTimeMs: 1500 }]));
  expect(bytes.readBigUInt64LE(0)).toBe(24n);
  expect(bytes.toString('latin1')).toContain('brain.Event:2');
  expect(bytes.readBigUInt64LE(40)).toBe(BigInt(bytes.length - 40 - 16));
});

test('points written while a run goes on are the file that would be written at its end', () => {
  const folder = mkdtempSync(join(tmpdir(), 'events-'));
  const points = [0, 1, 2].map((step) => ({ tag: 'train/loss', step, value: 1 / (step + 1), wallTimeMs: 1000 }));
  const writer = new EventFileWriter(folder, 1000);
  writer.write(points.slice(0, 2));
  writer.write(points.slice(2));
  writer.close();
  expect(readFileSync(writer.path).equals(Buffer.from(encodeEventFile(points)))).toBe(true);
  expect(writer.path).toMatch(/events\.out\.tfevents\.1\.bellwether$/);
  rmSync(folder, { recursive: true });
});
