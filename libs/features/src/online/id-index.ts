/** Row of an event id, by two 32-bit hashes of it: 12 bytes an entry where a map of strings takes a hundred. Two ids of ten million share both with a chance of 3e-6. */
export class IdIndex {
  private keys = new Uint32Array(2 * 1024);
  private rows = new Int32Array(1024).fill(-1);
  private count = 0;

  get(id: string): number {
    const at = this.find(hash(id, 0x811c9dc5), hash(id, 0x9747b28c));
    return this.rows[at]!;
  }

  set(id: string, row: number): void {
    if (this.count * 10 > this.rows.length * 7) this.grow();
    const [a, b] = [hash(id, 0x811c9dc5), hash(id, 0x9747b28c)];
    const at = this.find(a, b);
    if (this.rows[at]! < 0) this.count++;
    this.keys[2 * at] = a;
    this.keys[2 * at + 1] = b;
    this.rows[at] = row;
  }

  size = (): number => this.keys.byteLength + this.rows.byteLength;

  /** The slot of a key, or the empty one where it belongs. */
  private find(a: number, b: number): number {
    const mask = this.rows.length - 1;
    for (let at = (a ^ Math.imul(b, 0x9e3779b1)) & mask; ; at = (at + 1) & mask) if (this.rows[at]! < 0 || (this.keys[2 * at] === a && this.keys[2 * at + 1] === b)) return at;
  }

  private grow(): void {
    const [keys, rows] = [this.keys, this.rows];
    this.keys = new Uint32Array(keys.length * 2);
    this.rows = new Int32Array(rows.length * 2).fill(-1);
    for (let k = 0; k < rows.length; k++) {
      if (rows[k]! < 0) continue;
      const at = this.find(keys[2 * k]!, keys[2 * k + 1]!);
      this.keys[2 * at] = keys[2 * k]!;
      this.keys[2 * at + 1] = keys[2 * k + 1]!;
      this.rows[at] = rows[k]!;
    }
  }
}

/** FNV-1a with murmur3's final mix. */
function hash(text: string, seed: number): number {
  let h = seed;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
