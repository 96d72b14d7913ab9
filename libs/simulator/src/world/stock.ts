import { RandomStream, STREAM } from '../random-stream';
import type { ShopSpec } from '../shop-spec';
import type { Catalogue } from './catalogue';

/** Weight of the newest day in the shop's own estimate of what it sells. */
const SMOOTHING = 0.06;
const REVIEW_DAYS = 7;

/**
 * What lies on the shelves. The shop reorders once a week from what it sold, not from what was asked for: stock-outs hide demand from it
 * as they do from a real one. Now and then a supplier fails.
 */
export class Stock {
  readonly onHand: Float64Array;
  /** units asked for, sold, and sold in place of something that was out, today */
  readonly demanded: Float64Array;
  readonly sold: Float64Array;
  readonly substituted: Float64Array;
  private readonly rate: Float64Array;
  private readonly onOrder: Float64Array;
  private readonly arrivals = new Map<number, [product: number, units: number][]>();
  private readonly reported: Float64Array;

  constructor(private readonly spec: ShopSpec, private readonly catalogue: Catalogue) {
    const { count, popularity } = catalogue;
    const weight = popularity.reduce((s, v) => s + v, 0);
    // units a day of the whole shop, roughly; the estimate follows the truth from the first week on
    const units = spec.customers * 0.016;
    this.rate = Float64Array.from(popularity, (w) => (units * w) / weight);
    this.onHand = Float64Array.from(this.rate, (v) => Math.ceil(v * 14 + 4));
    this.onOrder = new Float64Array(count);
    this.demanded = new Float64Array(count);
    this.sold = new Float64Array(count);
    this.substituted = new Float64Array(count);
    this.reported = new Float64Array(count).fill(-1);
  }

  /** Takes in what arrives and reorders. */
  openDay(day: number): void {
    for (const [p, units] of this.arrivals.get(day) ?? []) {
      this.onHand[p]! += units;
      this.onOrder[p]! -= units;
    }
    this.arrivals.delete(day);
    for (let p = day % REVIEW_DAYS; p < this.catalogue.count; p += REVIEW_DAYS) this.reorder(p, day);
  }

  private reorder(p: number, day: number): void {
    const r = new RandomStream(this.spec.seed, STREAM.catalogue, p, -1 - day);
    const lead = 3 + r.below(6);
    const failed = r.chance(0.02);
    const cover = lead + REVIEW_DAYS;
    const target = Math.ceil(this.rate[p]! * cover + 2 * Math.sqrt(this.rate[p]! * cover) + 1);
    const units = target - this.onHand[p]! - this.onOrder[p]!;
    if (units <= 0) return;
    const due = day + (failed ? lead + 14 : lead);
    this.onOrder[p]! += units;
    const list = this.arrivals.get(due);
    if (list) list.push([p, units]);
    else this.arrivals.set(due, [[p, units]]);
  }

  /** Products on sale whose level is not what was last reported. */
  *changed(day: number): Generator<[product: number, units: number]> {
    for (let p = 0; p < this.catalogue.count; p++) {
      if (this.reported[p] === this.onHand[p] || this.catalogue.launch[p]! > day) continue;
      this.reported[p] = this.onHand[p]!;
      yield [p, this.onHand[p]!];
    }
  }

  take(p: number, units: number): void {
    this.onHand[p]! -= units;
    this.sold[p]! += units;
  }

  /** Learns from what was sold and forgets the day. */
  closeDay(day: number): void {
    for (let p = 0; p < this.catalogue.count; p++) if (this.catalogue.launch[p]! <= day) this.rate[p]! += SMOOTHING * (this.sold[p]! - this.rate[p]!);
    this.demanded.fill(0);
    this.sold.fill(0);
    this.substituted.fill(0);
  }
}
