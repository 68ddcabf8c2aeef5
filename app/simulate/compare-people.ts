/** Who would be treated differently by a draft, on the events that timelines recorded. */
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { comparePerson, type PersonComparison } from '../../engine/simulate/compare-person.ts';
import { findPersonId } from '../inspect/find-person.ts';
import { type Recording, readRecording } from '../inspect/read-recording.ts';
import { scanProfiles } from '../inspect/scan-profiles.ts';
import type { StageStores } from '../inspect/stage-stores.ts';
import type { DraftAndLive } from './build-program.ts';

export interface ComparedPerson extends PersonComparison {
  readonly profileId: string;
  /** Messages in that time that the timeline records as sent, and how many of them the replay of the live program sends. */
  readonly recorded: number;
  readonly reproduced: number;
  readonly readsFrom: number;
  readonly isCut: boolean;
  readonly lost: number;
}

export interface ComparedPeople {
  readonly outcome: 'compared';
  /** By profile id. */
  readonly people: readonly ComparedPerson[];
  /** Ids of profiles that could not be read. */
  readonly unreadable: readonly string[];
}

export interface ComparePeopleOptions {
  /** Messages from `since` to `until` count (epoch ms). */
  readonly since: number;
  readonly until: number;
  /** The maximum number of people; others are not read. */
  readonly limit: number;
  /** Compares this person alone: a user id, a profile id, or `email:...`. */
  readonly person?: string | undefined;
  /** Called with the number of people compared so far. */
  readonly onProgress: (people: number) => void;
}

/** Throws RequestInvalidError for a person without a value. */
export async function comparePeople(
  { draft, live }: Pick<DraftAndLive, 'draft' | 'live'>,
  {
    timeline,
    scanner,
    identities,
    programs: reader,
  }: Pick<StageStores, 'timeline' | 'scanner' | 'identities'> & Partial<Pick<StageStores, 'programs'>>,
  { limit, person, onProgress, ...span }: ComparePeopleOptions,
): Promise<
  ComparedPeople | { readonly outcome: 'unknown_person' } | { readonly outcome: 'nothing_recorded' }
> {
  const programs = { draft: compileProgram(draft), live: compileProgram(live) };
  const people: ComparedPerson[] = [];
  const compareId = async (profileId: string): Promise<boolean> => {
    const recording = await readRecording(timeline, profileId);
    if (recording !== undefined && people.length < limit) people.push(compareOne(programs, recording, span));
    onProgress(people.length);
    return people.length < limit;
  };
  let unreadable: readonly string[] = [];
  if (person === undefined) ({ unreadable } = await scanProfiles(scanner, ({ id }) => compareId(id)));
  else await compareId(await findPersonId(person, identities, reader));
  if (people.length === 0) return { outcome: person === undefined ? 'nothing_recorded' : 'unknown_person' };
  people.sort((left, right) => (left.profileId < right.profileId ? -1 : 1));
  return { outcome: 'compared', people, unreadable };
}

function compareOne(
  programs: Parameters<typeof comparePerson>[0],
  { profileId, arrivals, sent, readsFrom, isCut, lost }: Recording,
  span: { readonly since: number; readonly until: number },
): ComparedPerson {
  const comparison = comparePerson(programs, profileId, arrivals, span);
  const recorded = sent.filter(({ at }) => at >= span.since).map(({ template }) => template);
  const reproduced = countShared(recorded, comparison.live);
  return { profileId, ...comparison, recorded: recorded.length, reproduced, readsFrom, isCut, lost };
}

function countShared(left: readonly string[], right: readonly string[]): number {
  const rest = [...right];
  return left.filter((name) => {
    const index = rest.indexOf(name);
    if (index >= 0) rest.splice(index, 1);
    return index >= 0;
  }).length;
}
