/** Finished pieces of a training by name, as bytes: what a killed run finds again. */
export class Stages {
  private readonly done: Map<string, Uint8Array>;

  private constructor(done: Map<string, Uint8Array>, private readonly save: (step: number, bytes: Uint8Array) => Promise<void>) {
    this.done = done;
  }

  static async open(context: { loadCheckpoint(): Promise<Uint8Array | null>; saveCheckpoint(step: number, bytes: Uint8Array): Promise<void> }): Promise<Stages> {
    const bytes = await context.loadCheckpoint();
    return new Stages(bytes === null ? new Map() : unpack(bytes), (step, b) => context.saveCheckpoint(step, b));
  }

  get count(): number {
    return this.done.size;
  }

  has(name: string): boolean {
    return this.done.has(name);
  }

  /** Does the work once: again only where no checkpoint holds it. */
  async once<T>(name: string, codec: { encode(value: T): Uint8Array; decode(bytes: Uint8Array): T }, work: () => Promise<T>): Promise<T> {
    const kept = this.done.get(name);
    if (kept) return codec.decode(kept);
    const value = await work();
    this.done.set(name, codec.encode(value));
    await this.save(this.done.size, pack(this.done));
    // the value that a resumed run would read: both go on from the same bytes
    return codec.decode(this.done.get(name)!);
  }
}

/** count u32, then for each: name length u32, bytes length u32, name, bytes. */
function pack(parts: Map<string, Uint8Array>): Uint8Array {
  const names = [...parts].map(([name, bytes]) => ({ name: Buffer.from(name, 'utf8'), bytes }));
  const out = Buffer.alloc(4 + names.reduce((n, p) => n + 8 + p.name.length + p.bytes.length, 0));
  let at = out.writeUInt32LE(names.length, 0);
  for (const { name, bytes } of names) {
    at = out.writeUInt32LE(name.length, at);
    at = out.writeUInt32LE(bytes.length, at);
    at += name.copy(out, at);
    out.set(bytes, at);
    at += bytes.length;
  }
  return new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
}

function unpack(bytes: Uint8Array): Map<string, Uint8Array> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = new Map<string, Uint8Array>();
  let at = 4;
  for (let k = file.readUInt32LE(0); k > 0; k--) {
    const [nameBytes, length] = [file.readUInt32LE(at), file.readUInt32LE(at + 4)];
    const name = file.toString('utf8', at + 8, at + 8 + nameBytes);
    at += 8 + nameBytes;
    parts.set(name, new Uint8Array(file.subarray(at, at + length)));
    at += length;
  }
  return parts;
}
