/** What a visit wants, in arrays that are used again. `out`: was not there; `instead`: taken because something else was out. */
export class Basket {
  readonly product: number[] = [];
  readonly units: number[] = [];
  readonly out: boolean[] = [];
  readonly instead: boolean[] = [];

  clear(): void {
    this.product.length = 0;
    this.units.length = 0;
    this.out.length = 0;
    this.instead.length = 0;
  }

  add(product: number, units: number, out: boolean, instead: boolean): void {
    this.product.push(product);
    this.units.push(units);
    this.out.push(out);
    this.instead.push(instead);
  }

  removeLast(): number {
    this.units.pop();
    this.out.pop();
    this.instead.pop();
    return this.product.pop()!;
  }

  get size(): number {
    return this.product.length;
  }

  /** whether anything of it can be bought */
  get buyable(): boolean {
    return this.out.includes(false);
  }

  has(product: number): boolean {
    return this.product.includes(product);
  }
}
