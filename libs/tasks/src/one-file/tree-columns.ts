import type { FittedCategory, FittedView } from '@bellwether/features';
import { emitSteps, type GraphComposer, type Value } from '@bellwether/model';
import type { RawInputs } from './raw-columns';
import { levelSteps, textLevels } from './view-graph';

/** Codes begin at one; zero is what was never seen. */
const codeOf = (input: FittedCategory) => (slot: number): number => (slot === input.levels.length ? 0 : slot + 1);

/**
 * The columns of a view as boosted trees want them: numbers as they are, categories by the place of their level, plus one.
 * @param order of the columns
 * @shape [rows, order.length] float64
 */
export function emitTreeColumns(g: GraphComposer, view: FittedView, raw: RawInputs, order: readonly string[]): Value {
  const byName = new Map(view.inputs.map((i) => [i.name, i]));
  const coded = view.inputs.filter((i) => i.kind === 'category' && raw.places.has(i.name)) as FittedCategory[];
  const codes = coded.length === 0 ? null : emitSteps(g, raw.numbers!, coded.map((c) => levelSteps(c, raw.places.get(c.name)!, codeOf(c))));
  const parts = order.map((name) => {
    const input = byName.get(name)!;
    if (input.kind === 'numeric') return { of: raw.numbers!, width: raw.places.size, at: raw.places.get(name)! };
    if (raw.places.has(name)) return { of: codes!, width: coded.length, at: coded.findIndex((c) => c.name === name) };
    return { of: textLevels(g, raw.texts.get(name)!, { levels: input.levels, fill: null }, codeOf(input)), width: 1, at: 0 };
  });
  // neighbours that come from one matrix are taken together
  const runs: { of: Value; width: number; at: number[] }[] = [];
  for (const { of, width, at } of parts) {
    const last = runs.at(-1);
    if (last?.of === of && last.at.at(-1) === at - 1) last.at.push(at);
    else runs.push({ of, width, at: [at] });
  }
  return g.concat(runs.map((r) => g.columns(r.of, r.width, r.at)));
}
