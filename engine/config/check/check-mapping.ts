/** Checks a mapping beyond its shape: every target once, and no cell that states the impossible. */
import { readConsentState } from '../../channels/stated-consents.ts';
import type { StatedColumn, StatedMapping } from '../../model/documents/import-mapping.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

/** `at`: where the mapping is in its document. */
export function checkMapping(mapping: StatedMapping, at: readonly PathSegment[]): Finding[] {
  const columns = Object.entries(mapping.columns).map(([header, column]): [string, StatedColumn] => [
    header,
    typeof column === 'string' ? { to: column } : column,
  ]);
  const used = columns.filter(([, { to }]) => to !== 'ignore');
  const findings: Finding[] = [];
  const add = (segments: readonly PathSegment[], received: unknown, remedy: string) =>
    findings.push({ segments: [...at, ...segments], received, remedy, code: 'wrong_value' });

  const [property] = used.find(([, { to }]) => to.startsWith('properties.')) ?? [];
  if (mapping.event === undefined && property !== undefined)
    add(
      ['columns', property],
      used.find(([header]) => header === property)?.[1].to,
      'Without "event", a row states what a person is, and properties are of events: no trait or segment would have the value. Write traits.<name> instead, or name the event of the rows with "event".',
    );
  for (const [key, state] of Object.entries(mapping.consent ?? {})) {
    if (readConsentState(state) === undefined) add(['consent', key], state, 'Write yes or no.');
    if (used.some(([, { to }]) => to === `consent.${key}`))
      add(['consent', key], state, `A column states ${key} too: remove one of them.`);
  }
  if (used.length === 0)
    add(['columns'], 'no column with a target', 'Give at least one column a target other than ignore.');
  for (const [index, [header, column]] of used.entries()) {
    const { to, empty } = column;
    const first = used.findIndex(([, other]) => other.to === to);
    if (first < index)
      add(['columns', header], to, `Another column states ${to} too: set one of them to "ignore".`);
    if (empty === 'delete' && !to.startsWith('traits.'))
      add(
        ['columns', header],
        'empty: delete',
        'An empty cell can delete a trait only. Write no: [""] for a consent whose empty cell is a no.',
      );
    for (const word of findDoubled(column))
      add(['columns', header], word, 'A word states one thing: list it once under yes, no or nothing.');
    if (!to.startsWith('consent.') && (column.yes ?? column.no ?? column.nothing) !== undefined)
      add(['columns', header], to, 'yes, no and nothing are words of a consent: remove them.');
  }
  if (mapping.empty === 'delete' && used.every(([, { to }]) => !to.startsWith('traits.')))
    add(['empty'], 'delete', 'The mapping has no trait that could be deleted: remove "empty".');
  return findings;
}

/** Of a mapping of files; a query repeats its rows by itself and warns in its own words. */
export function warnUnidentified({
  event,
  id,
}: {
  readonly event?: unknown;
  readonly id?: unknown;
}): Finding[] {
  if (event === undefined || id !== undefined) return [];
  const remedy =
    'A row is identified by its file and line. If the file is corrected and imported again, each of its rows counts once more. Add "id" with the columns that identify the event, such as its number (id: [Order no]), before the first import. If rows were imported without it, undo that import first.';
  return [{ segments: ['id'], remedy, code: 'missing', severity: 'warning' }];
}

/** Words that are in two lists. */
function findDoubled({ yes = [], no = [], nothing = [] }: StatedColumn): string[] {
  const lists = [yes, no, nothing].map((words) => [
    ...new Set(words.map((word) => String(word).trim().toLowerCase())),
  ]);
  const all = lists.flat();
  return [...new Set(all.filter((word, index) => all.indexOf(word) < index))];
}
