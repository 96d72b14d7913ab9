const UTF8 = new TextEncoder();
const POWERS = [1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/** Bytes that grow. Little endian. */
export class ByteWriter {
  private bytes: Buffer;
  length = 0;

  constructor(capacity = 1 << 16) {
    this.bytes = Buffer.allocUnsafe(capacity);
  }

  private room(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + more));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  byte(value: number): void {
    this.room(1);
    this.bytes[this.length++] = value;
  }

  u32(value: number): void {
    this.room(4);
    this.length = this.bytes.writeUInt32LE(value >>> 0, this.length);
  }

  /** A whole number up to 2^53 in size as 8 bytes, two's complement. */
  i64(value: number): void {
    this.room(8);
    const high = Math.floor(value / 0x100000000);
    this.length = this.bytes.writeUInt32LE((value - high * 0x100000000) >>> 0, this.length);
    this.length = this.bytes.writeInt32LE(high | 0, this.length);
  }

  f64(value: number): void {
    this.room(8);
    this.length = this.bytes.writeDoubleLE(value, this.length);
  }

  varint(value: number): void {
    this.room(10);
    while (value > 127) {
      this.bytes[this.length++] = (value % 128) | 128;
      value = Math.floor(value / 128);
    }
    this.bytes[this.length++] = value;
  }

  raw(bytes: Uint8Array): void {
    this.room(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** UTF-8 without its length */
  text(value: string): void {
    this.room(value.length * 3);
    this.length += this.bytes.write(value, this.length, 'utf8');
  }

  /** 4 bytes of length, then UTF-8: a Parquet byte array */
  byteArray(value: string): void {
    const bytes = UTF8.encode(value);
    this.u32(bytes.length);
    this.raw(bytes);
  }

  /** The same of a prefix and a whole number, without making the text. */
  idArray(prefix: string, value: number): void {
    const digits = digitsOf(value);
    this.room(4 + prefix.length + digits);
    this.length = this.bytes.writeUInt32LE(prefix.length + digits, this.length);
    this.id(prefix, value, digits);
  }

  /** Prefix (ASCII) and a whole number in decimal. */
  id(prefix: string, value: number, digits = digitsOf(value)): void {
    this.room(prefix.length + digits);
    for (let k = 0; k < prefix.length; k++) this.bytes[this.length++] = prefix.charCodeAt(k);
    let rest = value;
    for (let at = this.length + digits - 1; at >= this.length; at--) {
      const tens = rest < 0x7fffffff ? (rest / 10) | 0 : Math.floor(rest / 10);
      this.bytes[at] = 48 + (rest - tens * 10);
      rest = tens;
    }
    this.length += digits;
  }

  /** What was written, valid until the next write. */
  view(): Buffer {
    return this.bytes.subarray(0, this.length);
  }

  clear(): void {
    this.length = 0;
  }
}

function digitsOf(value: number): number {
  let digits = 1;
  while (digits < POWERS.length && value >= POWERS[digits]!) digits++;
  return digits;
}
