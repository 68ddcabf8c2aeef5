/** `percorso merges`: which profiles became one, when and why, and which merges were undone. */
import { type ListedMerge, listMergesOf, listNewestMerges } from '../../../app/inspect/list-merges.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { Merges, PeopleStores } from '../../cloud/open-stores.ts';
import { describeUnknownPerson } from '../../output/describe-unknown.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatCount } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

/** Without `person`: the newest of all people within `days`. */
export async function showMerges(
  person: string | undefined,
  { days, limit }: { readonly days: number; readonly limit: number },
  stores: Merges & Pick<PeopleStores, 'identities' | 'timeline' | 'programs' | 'readNow'>,
): Promise<CommandResult> {
  const merges =
    person === undefined
      ? await listNewestMerges(stores, { now: await stores.readNow(), days, limit })
      : await listMergesOf(person, stores, limit);
  if (merges === undefined) return describeUnknownPerson(person ?? '');
  const where = person === undefined ? `of the last ${formatCount(days, 'day')}` : `of ${person}`;
  return {
    exitCode: 0,
    // The person's profiles: after an undo, two people.
    shows:
      person === undefined
        ? { count: merges.length }
        : { people: merges.flatMap(({ survivor, ended }) => [survivor, ended]) },
    json: { merges: merges.map(toJson) },
    lines:
      merges.length === 0
        ? [`There is no record of a merge ${where}.`]
        : [`Merges ${where}, newest first (times are UTC)`, ...merges.flatMap(describeMerge)],
  };
}

function describeMerge({ survivor, ended, at, cause, undone, ids }: ListedMerge): string[] {
  return [
    `${formatMoment(at)}  ${ended} into ${survivor}: ${undone === undefined ? 'merged' : 'undone'}`,
    cause === undefined
      ? '  by an event that is not known'
      : `  by ${cause.name} (${cause.source}), messageId ${cause.id}`,
    ...(ids === undefined
      ? []
      : [`  ids of ${ended}: ${listIds(ids.ended)}`, `  ids of ${survivor}: ${listIds(ids.survivor)}`]),
    ...(undone === undefined ? [] : [`  undone ${formatMoment(undone.at)} by ${undone.by}`]),
  ];
}

function listIds(ids: readonly string[]): string {
  return ids.length === 0 ? 'none found' : ids.join(', ');
}

function toJson({ survivor, ended, at, cause, undone, ids }: ListedMerge): object {
  return {
    survivor,
    ended,
    at: new Date(at).toISOString(),
    state: undone === undefined ? 'merged' : 'undone',
    cause: cause === undefined ? null : { messageId: cause.id, name: cause.name, source: cause.source },
    ...omitAbsent({
      ids,
      undone: undone === undefined ? undefined : { at: new Date(undone.at).toISOString(), by: undone.by },
    }),
  };
}
