import type { Figure } from '@bellwether/contracts';
import { overlayFigure } from './overlay-figure';

const label = { en: 'x', zh: 'x' };
const line = (y: number[]): Figure => ({ key: 'roc', mark: 'line', title: label, x: { label }, y: { label }, reference: 'diagonal', series: [{ name: { en: 'Model', zh: '模型' }, x: [0, 1], y, lo: y, hi: y }] });

it('the same curve of several runs comes on one pair of axes, named by run', () => {
  const figure = overlayFigure('roc', [{ name: '#1', figures: [line([0, 1])] }, { name: '#2', figures: [line([0.2, 1])] }])!;
  expect(figure.series.map((s) => [s.name.en, s.y])).toEqual([['#1', [0, 1]], ['#2', [0.2, 1]]]);
  expect(figure.reference).toBe('diagonal');
  expect(figure.series[0]).not.toHaveProperty('lo');
});

it('what is no line, or has one run only, is shown side by side', () => {
  const matrix: Figure = { key: 'confusion', mark: 'matrix', title: label, rows: [], columns: [], rowTitle: label, columnTitle: label, cells: [] };
  expect(overlayFigure('confusion', [{ name: '#1', figures: [matrix] }, { name: '#2', figures: [matrix] }])).toBeNull();
  expect(overlayFigure('roc', [{ name: '#1', figures: [line([0, 1])] }, { name: '#2', figures: [] }])).toBeNull();
});
