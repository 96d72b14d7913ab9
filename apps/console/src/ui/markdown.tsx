import { Fragment, type ReactNode } from 'react';

type Block = { kind: 'heading'; level: number; text: string } | { kind: 'list'; items: string[] } | { kind: 'table'; head: string[]; rows: string[][] } | { kind: 'text'; text: string };

const cells = (line: string): string[] => line.replace(/^\||\|$/g, '').split('|').map((c) => c.trim());

/** Headings, lists, tables and paragraphs: what a model card is written in. Anything else stays plain text. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  const lines = markdown.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!.trim();
    const heading = /^(#{1,4}) (.*)$/.exec(line);
    if (heading) blocks.push({ kind: 'heading', level: heading[1]!.length, text: heading[2]! });
    else if (line.startsWith('- ')) {
      const last = blocks.at(-1);
      if (last?.kind === 'list' && lines[i - 1]!.trim() !== '') last.items.push(line.slice(2));
      else blocks.push({ kind: 'list', items: [line.slice(2)] });
    } else if (line.startsWith('|') && /^\|[\s:|-]+\|$/.test(lines[i + 1]?.trim() ?? '')) {
      const rows: string[][] = [];
      let next = i + 2;
      for (; lines[next]?.trim().startsWith('|'); next++) rows.push(cells(lines[next]!.trim()));
      blocks.push({ kind: 'table', head: cells(line), rows });
      i = next - 1;
    } else if (line !== '') blocks.push({ kind: 'text', text: line });
  }
  return blocks;
}

/** `**bold**` and `` `code` `` inside a line; never HTML. */
function inline(text: string): ReactNode {
  return text.split(/(\*\*[^*]+\*\*|`[^`]+`)/).map((part, i) => (part.startsWith('**') ? <strong key={i}>{part.slice(2, -2)}</strong> : part.startsWith('`') ? <code key={i} className="font-mono text-xs">{part.slice(1, -1)}</code> : <Fragment key={i}>{part}</Fragment>));
}

const HEADING = ['', 'text-lg font-semibold', 'mt-5 text-base font-semibold', 'mt-4 text-sm font-semibold', 'mt-3 text-sm font-medium'];

/** Text in a small part of Markdown, as elements. */
export function Markdown({ text }: { text: string }) {
  return (
    <div className="space-y-2 text-sm leading-relaxed [overflow-wrap:anywhere]">
      {blocksOf(text).map((b, i) => {
        if (b.kind === 'heading') return <div key={i} role="heading" aria-level={b.level + 1} className={HEADING[b.level]}>{inline(b.text)}</div>;
        if (b.kind === 'list') return <ul key={i} className="list-disc space-y-1 pl-5">{b.items.map((item, j) => <li key={j}>{inline(item)}</li>)}</ul>;
        if (b.kind === 'table')
          return (
            <div key={i} className="scroll-thin overflow-x-auto">
              <table className="tabular min-w-80 text-table">
                <thead><tr className="border-b text-left text-xs text-muted">{b.head.map((h, j) => <th key={j} scope="col" className="py-1.5 pr-6 font-medium">{inline(h)}</th>)}</tr></thead>
                <tbody>{b.rows.map((row, j) => <tr key={j} className="border-b last:border-b-0">{row.map((c, k) => <td key={k} className="py-1.5 pr-6">{inline(c)}</td>)}</tr>)}</tbody>
              </table>
            </div>
          );
        return <p key={i}>{inline(b.text)}</p>;
      })}
    </div>
  );
}
