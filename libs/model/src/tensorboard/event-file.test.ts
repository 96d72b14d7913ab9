import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32c, encodeEventFile, EventFileWriter } from './event-file';

test('the checksum is CRC-32C: the check value of its specification', () => {
  expect(crc32c(Buffer.from('123456789')).toString(16)).toBe('e3069283');
});

test('a file has the bytes that TensorFlow writes for the same events', () => {
  // tensorboard 2.21: RecordWriter over Event(wall_time=1.5, file_version='brain.Event:2') and Event(wall_time=1.5, step=3, summary={loss: 0.5})
  const golden = '1800000000000000a37f4b2209000000000000f83f1a0d627261696e2e4576656e743a322a28646c1a00000000000000129bd82d09000000000000f83f10032a0d0a0b0a046c6f7373150000003f80655ee3';
  expect(Buffer.from(encodeEventFile([{ tag: 'loss', step: 3, value: 0.5, wallTimeMs: 1500 }])).toString('hex')).toBe(golden);
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
