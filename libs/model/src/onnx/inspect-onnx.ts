import { AppError } from '@bellwether/contracts';
import { protoFields, protoText } from './proto-reader';
import { readValueInfo, type OnnxValue } from './value-info';

export type OnnxSummary = { nodes: number; operators: string[]; /** of the operators that it uses */ domains: string[]; /** versions of the operator sets that it asks for, by domain */ opsets: Record<string, number>; weights: number; metadata: Record<string, string>; producer: string; /** what must be fed: weights that are also listed as inputs are left out */ inputs: OnnxValue[]; outputs: OnnxValue[] };

export const ONNX_LIMITS = { fileBytes: 512 * 1024 * 1024, nodes: 50_000, depth: 8, rank: 8, values: 60_000 };

/** Only operators that ONNX Runtime itself brings; a domain of one's own would need code to be loaded. */
const DOMAINS = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft']);
/** Bytes of one element by ONNX type code; types that are not listed hold no numbers. */
const ELEMENT_BYTES: Record<number, number> = { 1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8, 9: 1, 10: 2, 11: 8, 12: 4, 13: 8, 16: 2 };
const EXTERNAL = 1n;

function refuse(what: string): never {
  throw new AppError({ code: 'MODEL_ARTIFACT_INVALID', message: `The ONNX file cannot be used: ${what}.`, fix: 'Export the model again as one self-contained file with standard operators.' });
}

class Inspector {
  readonly summary: OnnxSummary = { nodes: 0, operators: [], domains: [], opsets: {}, weights: 0, metadata: {}, producer: '', inputs: [], outputs: [] };
  private readonly operators = new Set<string>();
  private readonly domains = new Set<string>();

  model(data: Uint8Array): OnnxSummary {
    let graphs = 0;
    for (const f of protoFields(data)) {
      if (f.wire === 0) continue;
      if (f.field === 2) this.summary.producer = protoText(f.bytes).slice(0, 200);
      else if (f.field === 7) {
        graphs++;
        this.graph(f.bytes, 0);
      } else if (f.field === 8) this.opset(f.bytes);
      else if (f.field === 14) this.property(f.bytes);
      else if (f.field === 25) refuse('it defines functions of its own');
    }
    if (graphs !== 1) refuse('it holds no graph');
    return { ...this.summary, operators: [...this.operators].sort(), domains: [...this.domains].sort() };
  }

  private opset(data: Uint8Array): void {
    let [domain, version] = ['', 0];
    for (const f of protoFields(data)) {
      if (f.field === 1 && f.wire === 2) domain = protoText(f.bytes).slice(0, 100);
      else if (f.field === 2 && f.wire === 0) version = Number(f.int);
    }
    if (!DOMAINS.has(domain)) refuse(`it needs operators of "${domain}"`);
    this.summary.opsets[domain] = version;
  }

  private property(data: Uint8Array): void {
    const parts = [...protoFields(data)].map((f) => (f.wire === 2 ? protoText(f.bytes) : ''));
    if (parts[0] && parts[0] !== '__proto__') this.summary.metadata[parts[0].slice(0, 200)] = (parts[1] ?? '').slice(0, 100_000);
  }

  private graph(data: Uint8Array, depth: number): void {
    if (depth > ONNX_LIMITS.depth) refuse(`its graphs are nested more than ${ONNX_LIMITS.depth} deep`);
    const weights = new Set<string>();
    for (const f of protoFields(data)) {
      if (f.wire !== 2) continue;
      if (f.field === 1) this.node(f.bytes, depth);
      else if (f.field === 5) weights.add(this.tensor(f.bytes));
      else if (f.field === 11 && depth === 0) this.value(this.summary.inputs, f.bytes);
      else if (f.field === 12 && depth === 0) this.value(this.summary.outputs, f.bytes);
      else if (f.field === 15) refuse('it holds sparse tensors');
    }
    if (depth === 0) this.summary.inputs = this.summary.inputs.filter((input) => !weights.has(input.name));
  }

  private value(list: OnnxValue[], data: Uint8Array): void {
    if (list.length >= ONNX_LIMITS.values) refuse(`it has more than ${ONNX_LIMITS.values} inputs or outputs`);
    list.push(readValueInfo(data));
  }

  private node(data: Uint8Array, depth: number): void {
    if (++this.summary.nodes > ONNX_LIMITS.nodes) refuse(`it has more than ${ONNX_LIMITS.nodes} operations`);
    let domain = '';
    for (const f of protoFields(data)) {
      if (f.wire !== 2) continue;
      if (f.field === 4) this.operators.add(protoText(f.bytes).slice(0, 100));
      else if (f.field === 7) domain = protoText(f.bytes);
      else if (f.field === 5) this.attribute(f.bytes, depth);
    }
    if (!DOMAINS.has(domain)) refuse(`it uses an operator of "${domain.slice(0, 100)}"`);
    this.domains.add(domain);
  }

  private attribute(data: Uint8Array, depth: number): void {
    for (const f of protoFields(data)) {
      if (f.wire !== 2) continue;
      if (f.field === 5 || f.field === 10) this.tensor(f.bytes);
      else if (f.field === 6 || f.field === 11) this.graph(f.bytes, depth + 1);
    }
  }

  /** @returns its name */
  private tensor(data: Uint8Array): string {
    const dims: number[] = [];
    let type = 0, raw = -1, name = '';
    for (const f of protoFields(data)) {
      if (f.field === 1) dims.push(...(f.wire === 0 ? [Number(f.int)] : packed(f.bytes)));
      else if (f.field === 2 && f.wire === 0) type = Number(f.int);
      else if (f.field === 8 && f.wire === 2) name = protoText(f.bytes).slice(0, 200);
      else if (f.field === 9 && f.wire === 2) raw = f.bytes.length;
      else if (f.field === 13 || (f.field === 14 && f.wire === 0 && f.int === EXTERNAL)) refuse('its weights lie in another file, which could be any file of this machine');
    }
    if (dims.length > ONNX_LIMITS.rank) refuse(`a tensor has ${dims.length} axes`);
    const size = dims.reduce((n, d) => n * d, 1);
    if (dims.some((d) => d < 0 || d > 2 ** 31) || size > 2 ** 31) refuse(`a tensor has the shape [${dims}]`);
    if (raw >= 0 && ELEMENT_BYTES[type] !== undefined && raw !== size * ELEMENT_BYTES[type]!) refuse(`a tensor of shape [${dims}] should hold ${size * ELEMENT_BYTES[type]!} bytes and holds ${raw}`);
    this.summary.weights += size;
    return name;
  }
}

function packed(data: Uint8Array): number[] {
  const out: number[] = [];
  let value = 0n, shift = 0n;
  for (const byte of data) {
    value |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte >= 128) continue;
    out.push(Number(BigInt.asIntN(64, value)));
    value = 0n;
    shift = 0n;
  }
  return out;
}

/**
 * Looks through an ONNX file from anywhere before the native library sees it.
 * @throws MODEL_ARTIFACT_INVALID: too large, not ONNX, weights outside the file, foreign operators, shapes that do not fit their bytes
 */
export function inspectOnnx(bytes: Uint8Array): OnnxSummary {
  if (bytes.length > ONNX_LIMITS.fileBytes) refuse(`it has ${bytes.length} bytes, at most ${ONNX_LIMITS.fileBytes} are read`);
  try {
    return new Inspector().model(bytes);
  } catch (e) {
    if (e instanceof RangeError) refuse(`it is damaged or not ONNX: ${e.message}`);
    throw e;
  }
}
