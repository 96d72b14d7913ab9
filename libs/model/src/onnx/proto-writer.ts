/** Writes the protobuf wire format: the few kinds of field that ONNX uses. @source protobuf.dev/programming-guides/encoding */
export class ProtoWriter {
  private buffer = Buffer.alloc(1024);
  private length = 0;

  private room(bytes: number): void {
    if (this.length + bytes <= this.buffer.length) return;
    const grown = Buffer.alloc(Math.max(this.buffer.length * 2, this.length + bytes));
    this.buffer.copy(grown, 0, 0, this.length);
    this.buffer = grown;
  }

  /** Negative numbers take the ten bytes of their 64-bit two's complement. */
  private varint(value: number): void {
    this.room(10);
    if (value < 0) {
      let rest = BigInt.asUintN(64, BigInt(value));
      while (rest > 127n) {
        this.buffer[this.length++] = Number(rest & 127n) | 128;
        rest >>= 7n;
      }
      this.buffer[this.length++] = Number(rest);
      return;
    }
    let rest = value;
    while (rest > 127) {
      this.buffer[this.length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.length++] = rest;
  }

  int(field: number, value: number): this {
    this.varint(field * 8);
    this.varint(value);
    return this;
  }

  /** Packed: one length, then the numbers. */
  ints(field: number, values: readonly number[]): this {
    const inner = new ProtoWriter();
    for (const v of values) inner.varint(v);
    return this.bytes(field, inner.finish());
  }

  float(field: number, value: number): this {
    this.varint(field * 8 + 5);
    this.room(4);
    this.buffer.writeFloatLE(value, this.length);
    this.length += 4;
    return this;
  }

  double(field: number, value: number): this {
    this.varint(field * 8 + 1);
    this.room(8);
    this.buffer.writeDoubleLE(value, this.length);
    this.length += 8;
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.varint(field * 8 + 2);
    this.varint(value.length);
    this.room(value.length);
    this.buffer.set(value, this.length);
    this.length += value.length;
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value, 'utf8'));
  }

  message(field: number, write: (w: ProtoWriter) => void): this {
    const inner = new ProtoWriter();
    write(inner);
    return this.bytes(field, inner.finish());
  }

  finish(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }
}
