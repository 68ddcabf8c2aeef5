/** Rows of an import that are about people who were erased: numbers of lines, and no value. */
import type { CountedRows, ErasedRows } from '../../app/import/find-erased-rows.ts';
import { formatCount } from './format-table.ts';

/** `manner`: `they are` for a row that would be dropped, `sent` for one that is on its way. */
export function formatDropped(dropped: CountedRows, manner: 'they are' | 'sent'): string[] {
  const { rows } = dropped;
  if (rows === 0) return [];
  const isOne = rows === 1;
  const end =
    manner === 'sent'
      ? `the stage drops ${isOne ? 'it' : 'them'}`
      : isOne
        ? 'it is dropped'
        : 'they are dropped';
  return [
    `${formatCount(rows, 'row')} ${isOne ? 'is about a person who was' : 'are about people who were'} erased: ${end}. ${formatLines(dropped)}`,
  ];
}

export function formatErased({ dropped, doubtful }: ErasedRows): string[] {
  const [rows, isOne] = [doubtful.rows, doubtful.rows === 1];
  return [
    ...formatDropped(dropped, 'sent'),
    ...(rows === 0
      ? []
      : [
          `${formatCount(rows, 'row')} ${isOne ? 'has' : 'have'} an id of a person who was erased, and ids of ${isOne ? 'its' : 'their'} own: the stage drops ${isOne ? 'it, unless it knows one of the others' : 'each of them, unless it knows one of its other ids'}. ${formatLines(doubtful)}`,
        ]),
  ];
}

function formatLines({ rows, lines }: CountedRows): string {
  return `Line ${lines.join(', ')}${rows > lines.length ? ', ...' : ''}.`;
}
