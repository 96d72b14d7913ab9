import type { Figure, Localized } from '@bellwether/contracts';

const MOST_BARS = 20;

const AUC: Localized = { en: 'AUC', zh: 'AUC' };

/** How much of a metric the held-out rows lose when one input is shuffled; most important first. @param metric its name, AUC by default */
export function importanceFigure(importance: readonly { feature: string; value: number; lo: number | null; hi: number | null }[], metric: Localized = AUC): Figure {
  const lost: Localized = { en: `${metric.en} lost`, zh: `${metric.zh} 下降` };
  const shown = importance.slice(0, MOST_BARS);
  return {
    key: 'importance', mark: 'bar', horizontal: true, title: { en: 'What the model uses', zh: '模型所用的特征' },
    note: { en: `${lost.en} on held-out rows when the input is shuffled. Association, not cause. Inputs that say the same share their importance.`, zh: `打乱某个输入后，留出数据上 ${metric.zh} 的下降幅度。表示关联而非因果；含义相同的输入会分摊重要性。` },
    x: { label: lost }, y: { label: { en: 'Input', zh: '输入' } }, categories: shown.map((i) => i.feature),
    series: [{ name: lost, y: shown.map((i) => i.value), lo: shown.map((i) => i.lo), hi: shown.map((i) => i.hi) }],
  };
}
