/** What the rows of a file would change in the stored profiles. */
import type { RowComparison } from '../../app/import/compare-rows.ts';
import type { Json } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { formatDropped } from './format-erased-rows.ts';
import { formatCount, formatTable } from './format-table.ts';

/** Dollars per million read units on demand; an eventually consistent read of up to 4 KB is half a unit. */
const pricePerMillion = 0.125;

function estimateDollars(reads: number): number {
  return (reads / 2 / 1e6) * pricePerMillion;
}

/** As JSON. */
export function describeComparison(comparison: RowComparison): object {
  const { rows, people, erased, repeated, reused, alike, traits, consents, examples, reads } = comparison;
  return {
    ...{ rows, people, erased, repeated },
    reused: describeReused(reused),
    alike: describeReused(alike),
    traits: Object.fromEntries(traits),
    consents: Object.fromEntries(consents),
    examples: examples.map(({ line, trait, before, after }) => ({
      ...{ line, trait },
      ...omitAbsent({ before, after }),
    })),
    ...{ reads, dollars: estimateDollars(reads) },
  };
}

function describeReused({ rows, lines, imports }: RowComparison['reused']): object {
  const of = [...imports].map(([id, count]) => ({ ...omitAbsent({ import: id }), rows: count }));
  return { rows, lines, imports: of };
}

export function formatComparison(comparison: RowComparison): string[] {
  const { rows, people, erased, repeated, reused, alike, traits, consents, examples, reads } = comparison;
  return [
    `Compared with the stored profiles: the first ${formatCount(rows, 'row')}, about ${people.known} known and ${people.created} new people.`,
    ...formatDropped(erased, 'they are').map((line) => `  ${line}`),
    ...(repeated === 0
      ? []
      : [
          `  ${formatCount(repeated, 'row')} ${repeated === 1 ? 'was' : 'were'} imported before and would change nothing.`,
        ]),
    ...formatReused(reused),
    ...formatAlike(alike),
    ...formatTable(
      [...traits].map(([name, { added, changed, removed, kept }]) => [
        `traits.${name}`,
        `${added} new, ${changed} changed, ${removed} removed, ${kept} as before`,
      ]),
      '  ',
    ),
    ...formatTable(
      [...consents].map(([key, { granted, refused, denied }]) => [
        `consent.${key}`,
        `${granted} yes, ${refused} yes without effect because of a no, ${denied} no`,
      ]),
      '  ',
    ),
    ...examples.map(
      ({ line, trait, before, after }) =>
        `  line ${line}, ${trait}: ${showValue(before)} -> ${showValue(after)}`,
    ),
    `  ${formatCount(reads, 'item')} read, about $${estimateDollars(reads).toFixed(6)}; nothing was written.`,
  ];
}

function formatReused({ rows, imports, lines }: RowComparison['reused']): string[] {
  if (rows === 0) return [];
  const more = rows > lines.length ? ', ...' : '';
  return [
    `  ${formatCount(rows, 'row')} would not count (message_id_reused): the stage has counted the same id with other content. Line ${lines.join(', ')}${more}.`,
    ...[...imports].map(([id, count]) =>
      id === undefined
        ? `    ${formatCount(count, 'row')}: the counted event is of no import that the timeline has. Give the row another id.`
        : `    ${formatCount(count, 'row')} of import ${id}: undo it (percorso import undo ${id}), then import this file with --restart.`,
    ),
  ];
}

function formatAlike({ rows, imports, lines }: RowComparison['alike']): string[] {
  if (rows === 0) return [];
  const more = rows > lines.length ? ', ...' : '';
  return [
    `  ${formatCount(rows, 'row')} ${rows === 1 ? 'looks like an event that is' : 'look like events that are'} counted already under another id, with the same name, moment and content, and would count once more. Line ${lines.join(', ')}${more}.`,
    ...[...imports].flatMap(([id, count]) =>
      id === undefined
        ? []
        : [
            `    ${formatCount(count, 'row')} of import ${id}: undo it first (percorso import undo ${id}), or use the "id" of its mapping.`,
          ],
    ),
  ];
}

function showValue(value: Json | undefined): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
