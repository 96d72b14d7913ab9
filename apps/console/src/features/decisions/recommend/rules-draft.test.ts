import { recommendationRulesSchema } from '@bellwether/contracts';
import { costShare, movedBy, NO_RULES, reasonsTold, sameRules, savedFor, type Overview } from './rules-draft';

test('rules that nobody set are what the server takes them for', () => expect(recommendationRulesSchema.parse({})).toEqual(NO_RULES));

test('the saved rules of a placement, or none', () => {
  const rules = { ...NO_RULES, diversity: 0.4 };
  const overview = { rules: [{ placement: 'next', number: 3, rules, savedBy: 'Ada', savedAt: new Date(0) }] } as unknown as Overview;
  expect(savedFor(overview, 'next')).toMatchObject({ number: 3, rules });
  expect(savedFor(overview, 'similar')).toMatchObject({ number: 0, rules: NO_RULES });
  expect([sameRules(rules, NO_RULES), sameRules(NO_RULES, { ...NO_RULES })]).toEqual([false, true]);
});

test('places gained against another list, and items that are new', () => {
  expect([movedBy('c', 1, ['a', 'b', 'c']), movedBy('a', 3, ['a', 'b', 'c']), movedBy('x', 1, ['a'])]).toEqual([2, -2, null]);
});

test('a cost is a share of what lists are worth without rules', () => {
  expect(costShare({ difference: -0.01, baseline: 0.05 })).toBeCloseTo(-0.2);
  expect(costShare({ difference: -0.01, baseline: 0 })).toBeNull();
});

test('reasons that read alike are one, with their shares together', () => {
  const reasons = [{ kind: 'popular', item: null, share: 0.4 }, { kind: 'history', item: 'a', share: 0.35 }, { kind: 'history', item: 'b', share: 0.25 }] as const;
  expect(reasonsTold(reasons, (r) => (r.item === null ? r.kind : 'because of Milk'))).toEqual([{ words: 'because of Milk', share: 0.6 }, { words: 'popular', share: 0.4 }]);
});
