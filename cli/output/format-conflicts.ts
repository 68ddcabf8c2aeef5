/** Prints ids that several users state. */
import type { ConflictListing, ListedConflict } from '../../app/inspect/list-conflicts.ts';
import { formatMoment } from './format-moment.ts';
import { formatTable } from './format-table.ts';

const heads = ['since (UTC)', 'last', 'kind', 'id', 'source', 'users', 'leads to', 'profiles'];

export function formatConflicts({ conflicts, isCut }: ConflictListing): string[] {
  if (conflicts.length === 0) return ['No id was stated by two users in this time.'];
  const [first] = conflicts;
  return [
    ...formatTable([heads, ...conflicts.map(listCells)]),
    ...(isCut ? ['There are more: raise --limit, or set --since.'] : []),
    'An id of its own profile belongs to no user: events that have only this id go to that profile.',
    'An id that leads to the first user stays there. If that is wrong, correct the source, and the traits of the profiles:',
    `  percorso profile ${first?.profiles[0] ?? '<profile>'}`,
    ...(conflicts.some(({ isCrowded }) => isCrowded)
      ? [
          'An id of 10 or more users is that of a shared device, a bot, or a default value: let the source reset it at sign-out, or leave it out.',
        ]
      : []),
  ];
}

function listCells(conflict: ListedConflict): string[] {
  const { kind, id = '(see its profiles)', profiles, isCrowded, since, lastAt, source } = conflict;
  return [
    formatMoment(since),
    formatMoment(lastAt),
    kind,
    id,
    source,
    `${profiles.length}${isCrowded ? ' or more' : ''}`,
    conflict.sharedProfile === undefined ? 'the first user' : `own profile ${conflict.sharedProfile}`,
    profiles.slice(0, 3).join(' ') + (profiles.length > 3 ? ' ...' : ''),
  ];
}
