/** `percorso simulate --compare`: who would be treated differently by the draft, on what people really did. */

import { findProfileId } from '../../../app/inspect/find-person.ts';
import { type Recording, readRecording } from '../../../app/inspect/read-recording.ts';
import { scanProfiles } from '../../../app/inspect/scan-profiles.ts';
import type { PublishingPorts } from '../../../app/publish/plan-program.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { comparePerson } from '../../../engine/simulate/compare-person.ts';
import { addDuration } from '../../../engine/time/duration.ts';
import type { PeopleStores } from '../../cloud/open-stores.ts';
import { describeUnknownPerson } from '../../output/describe-unknown.ts';
import { type ComparedPerson, formatComparison } from '../../output/format-comparison.ts';
import { readDraft } from '../../simulate/read-draft.ts';
import { readDuration } from '../../simulate/read-moment.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export interface CompareOptions {
  readonly people: number;
  readonly user?: string;
  /** Duration. */
  readonly since: string;
}

export interface CompareSettings {
  readonly directory: string;
  /** Epoch ms. */
  readonly now: number;
  readonly onProgress: (people: number) => void;
}

export async function compareWithLive(
  patterns: readonly string[],
  { people: limit, user, since: sinceText }: CompareOptions,
  stores: PeopleStores & { readonly config: PublishingPorts },
  { directory, now, onProgress }: CompareSettings,
): Promise<CommandResult> {
  const since = addDuration(now, readDuration(sinceText, '--since'), -1);
  const programs = await readDraft(patterns, directory, stores.config);
  if ('refusal' in programs) return programs.refusal;
  const compiled = { draft: compileProgram(programs.draft), live: compileProgram(programs.live) };
  const people: ComparedPerson[] = [];
  const look = async (profileId: string): Promise<boolean> => {
    const recording = await readRecording(stores.timeline, profileId);
    if (recording !== undefined && people.length < limit) {
      people.push(compareOne(compiled, recording, { since, until: now }));
    }
    onProgress(people.length);
    return people.length < limit;
  };
  let unreadable: readonly string[] = [];
  if (user === undefined) {
    ({ unreadable } = await scanProfiles(stores.scanner, ({ id }) => look(id)));
  } else {
    const person = user.includes(':') ? user : `userId:${user}`;
    const profileId = (await findProfileId(person, stores.identities)) ?? user;
    await look(profileId);
    if (people.length === 0) return describeUnknownPerson(person);
  }
  if (people.length === 0) {
    throw new UsageError(
      'No timeline holds anything to replay.',
      'Wait for touchpoints, or simulate with --events.',
    );
  }
  people.sort((left, right) => (left.profileId < right.profileId ? -1 : 1));
  return formatComparison({ ...programs, people, since, now, limit, unreadable, isOne: user !== undefined });
}

function compareOne(
  programs: Parameters<typeof comparePerson>[0],
  recording: Recording,
  span: { readonly since: number; readonly until: number },
): ComparedPerson {
  const { profileId, arrivals, readsFrom, isCut, lost } = recording;
  const comparison = comparePerson(programs, profileId, arrivals, span);
  const recorded = recording.sent.filter(({ at }) => at >= span.since).map(({ template }) => template);
  return {
    profileId,
    ...comparison,
    recorded: recorded.length,
    reproduced: countShared(recorded, comparison.live),
    readsFrom,
    isCut,
    lost,
  };
}

function countShared(left: readonly string[], right: readonly string[]): number {
  const rest = [...right];
  return left.filter((name) => {
    const index = rest.indexOf(name);
    if (index >= 0) rest.splice(index, 1);
    return index >= 0;
  }).length;
}
