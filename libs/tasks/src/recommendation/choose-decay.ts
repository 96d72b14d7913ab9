import { addScores, type ItemMatrix } from './members/item-matrix';
import { validationGains, type GainOptions } from './validation-gain';

const DECAYS = [0.3, 0.45, 0.6, 0.8, 1];
const MOST_LISTS = 1500;

/** The recency decay with the highest NDCG@10 on validation lists. */
export function chooseDecay(matrix: ItemMatrix, lists: Omit<GainOptions, 'most'>): number {
  const gains = validationGains({ ...lists, most: MOST_LISTS }, DECAYS.map((decay) => (history, into) => addScores(matrix, history, decay, into)));
  return DECAYS[gains.indexOf(Math.max(...gains))]!;
}
