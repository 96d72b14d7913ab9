import { blocksOf } from './markdown';

test('a model card reads as headings, lists, a table and paragraphs; nothing in it becomes HTML', () => {
  const card = '# Model card\n\nPredicts **Revenue**.\n\n## Data\n\n- one\n- two\n\n| metric | value |\n| --- | --- |\n| AUC | 0.93 |\n| <b>x</b> | 1 |\n\nEnd.';
  expect(blocksOf(card)).toEqual([
    { kind: 'heading', level: 1, text: 'Model card' },
    { kind: 'text', text: 'Predicts **Revenue**.' },
    { kind: 'heading', level: 2, text: 'Data' },
    { kind: 'list', items: ['one', 'two'] },
    { kind: 'table', head: ['metric', 'value'], rows: [['AUC', '0.93'], ['<b>x</b>', '1']] },
    { kind: 'text', text: 'End.' },
  ]);
});
