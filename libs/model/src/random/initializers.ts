import type { Xoshiro128 } from './xoshiro';

export type InitializerName = 'glorot-uniform' | 'glorot-normal' | 'he-uniform' | 'he-normal' | 'lecun-normal' | 'zeros' | 'ones' | 'normal' | 'uniform-fan-in';

/**
 * First values of a weight.
 * @param fanIn inputs of one unit; @param fanOut units that one input feeds
 * @source Glorot and Bengio 2010; He et al. 2015; LeCun et al. 1998; `uniform-fan-in` is U(±1/√fanIn), PyTorch's default.
 */
export function initialize(name: InitializerName, size: number, fanIn: number, fanOut: number, random: Xoshiro128): Float32Array {
  const out = new Float32Array(size);
  const uniform = (limit: number) => {
    for (let i = 0; i < size; i++) out[i] = (2 * random.uniform() - 1) * limit;
  };
  const normal = (deviation: number) => {
    for (let i = 0; i < size; i++) out[i] = random.normal() * deviation;
  };
  switch (name) {
    case 'zeros': break;
    case 'ones': out.fill(1); break;
    case 'normal': normal(1); break;
    case 'glorot-uniform': uniform(Math.sqrt(6 / (fanIn + fanOut))); break;
    case 'glorot-normal': normal(Math.sqrt(2 / (fanIn + fanOut))); break;
    case 'he-uniform': uniform(Math.sqrt(6 / fanIn)); break;
    case 'he-normal': normal(Math.sqrt(2 / fanIn)); break;
    case 'lecun-normal': normal(Math.sqrt(1 / fanIn)); break;
    case 'uniform-fan-in': uniform(1 / Math.sqrt(fanIn)); break;
  }
  return out;
}
