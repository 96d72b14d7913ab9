import { decodeTensorFile, encodeTensorFile } from '@bellwether/model';
import type { TrainContext } from '../task-family';
import type { MatrixState, MemberId } from './members/member';
import type { RecommendationParams } from './params';

/** What of a training is done, by name, as bytes: a killed run goes on after the last of them. */
export class Attempt {
  private readonly pieces = new Map<string, Uint8Array>();
  private saves = 0;

  private constructor(private readonly context: TrainContext<RecommendationParams>) {}

  static async open(context: TrainContext<RecommendationParams>): Promise<Attempt> {
    const attempt = new Attempt(context);
    const bytes = await context.loadCheckpoint();
    if (bytes) attempt.read(bytes);
    return attempt;
  }

  get(name: string): Uint8Array | null {
    return this.pieces.get(name) ?? null;
  }

  /** Durable when it resolves. @param forget a piece that this one replaces */
  async put(name: string, bytes: Uint8Array, forget?: string): Promise<void> {
    this.pieces.set(name, bytes);
    if (forget) this.pieces.delete(forget);
    this.saves++;
    await this.context.saveCheckpoint(this.saves, this.encode());
  }

  private encode(): Uint8Array {
    const names = [...this.pieces.keys()];
    return encodeTensorFile({ saves: this.saves, sizes: names.map((name) => this.pieces.get(name)!.length) }, names.map((name) => ({ name, dtype: 'int32', ...words(this.pieces.get(name)!) })));
  }

  private read(bytes: Uint8Array): void {
    const { header, tensors } = decodeTensorFile(bytes);
    const { saves, sizes } = header as { saves: number; sizes: number[] };
    this.saves = saves;
    [...tensors].forEach(([name, { data }], k) => this.pieces.set(name, new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice(0, sizes[k])));
  }
}

/** Bytes as whole numbers of four, the last padded. */
function words(bytes: Uint8Array): { shape: number[]; data: Int32Array } {
  const data = new Int32Array(Math.ceil(bytes.length / 4));
  new Uint8Array(data.buffer).set(bytes);
  return { shape: [data.length], data };
}

export function encodeMatrix({ start, other, weight, decay }: MatrixState): Uint8Array {
  return encodeTensorFile({ decay }, [{ name: 'start', dtype: 'int32', shape: [start.length], data: start }, { name: 'other', dtype: 'int32', shape: [other.length], data: other }, { name: 'weight', dtype: 'float32', shape: [weight.length], data: weight }]);
}

export function decodeMatrix(bytes: Uint8Array): MatrixState {
  const { header, tensors } = decodeTensorFile(bytes);
  const { decay } = header as { decay: number };
  return { kind: 'matrix', decay, start: tensors.get('start')!.data as Int32Array, other: tensors.get('other')!.data as Int32Array, weight: tensors.get('weight')!.data as Float32Array };
}

export const pieceOf = (phase: string, id: MemberId): string => `${phase}/${id}`;
