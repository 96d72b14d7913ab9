import type { TaskFamily } from '../task-family';

type Preset = TaskFamily['presets'][number];

const preset = (id: string, title: [string, string], description: [string, string], params: Record<string, unknown>): Preset => ({ id, title: { en: title[0], zh: title[1] }, description: { en: description[0], zh: description[1] }, params });

/** Named starting points. A parameter that is not named keeps its default. */
export const PRESETS: readonly Preset[] = [
  preset('simple', ['Simple members', '简单成员'], ['Popularity, co-visitation, ItemKNN, EASE and Markov, blended: the floor, in a minute or two.', '热度、共现、ItemKNN、EASE 与 Markov 的混合：基线，一两分钟完成。'], { network: false }),
  preset('sasrec', ['Sequence network, small', '序列网络（小）'], ['A SASRec of width 64 beside the simple members.', '宽度 64 的 SASRec 与简单成员混合。'], { block: 'sasrec', width: 64 }),
  preset('sasrec-wide', ['Sequence network', '序列网络'], ['Width 128 with much dropout: the best measured on Amazon Beauty.', '宽度 128 与较高失活率：在 Amazon Beauty 上测得最佳。'], { block: 'sasrec', width: 128, dropout: 0.5 }),
  preset('ligr', ['eSASRec (LiGR)', 'eSASRec（LiGR）'], ['Gated blocks of width 128, more epochs.', '宽度 128 的门控模块，更多轮数。'], { block: 'ligr', width: 128, epochs: 100 }),
  preset('hstu', ['HSTU with time', 'HSTU（时间感知）'], ['Knows the time between events: for shops where the gap matters.', '感知事件间隔时间：适合间隔有意义的商店。'], { block: 'hstu', width: 64, blocks: 2 }),
];
