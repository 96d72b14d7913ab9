// Reads one model file from elsewhere and says what it is. In a process of its own, with nothing of the server's: a crafted file may crash it.
import { readFile } from 'node:fs/promises';
import { isAppError } from '@bellwether/contracts';
import { OutsideSession } from '@bellwether/model';
import type { CheckAnswer, CheckOrder } from './check-in-child';
import { checkOutsideFile, refuseFile } from './outside-model';

const answer = (a: CheckAnswer): Promise<void> => new Promise((resolve) => (process.send ? process.send(a, () => resolve()) : resolve()));

process.on('disconnect', () => process.exit(75));
process.on('message', (order: CheckOrder) => void work(order).then(answer).finally(() => process.exit(0)));

async function work({ file, sha256 }: CheckOrder): Promise<CheckAnswer> {
  try {
    const bytes = await readFile(file);
    const { inputs, outputs, nodes, operators, weights, producer } = checkOutsideFile(bytes, sha256);
    // opened, not run: the library knows each operator's versions, types and shapes
    const session = await OutsideSession.open(bytes).catch((e: unknown) => (isAppError(e) ? Promise.reject(e) : refuseFile(e)));
    await session.release();
    return { kind: 'described', described: { inputs, outputs, nodes, operators, weights, producer } };
  } catch (e) {
    return { kind: 'refused', error: isAppError(e) ? e.toRecord() : { code: 'MODEL_ARTIFACT_INVALID', message: `The ONNX file cannot be imported: ${String(e).slice(0, 300)}.`, fix: 'Export the model again.' } };
  }
}
