/** Replays one person's recorded history under two programs, each from an empty profile. */

import type { Program } from '../compile/program.ts';
import { createProfile } from '../model/profile.ts';
import { compareMessages, type MessageComparison } from './compare-messages.ts';
import { type Arrival, simulatePerson } from './simulate-person.ts';

export interface PersonComparison extends MessageComparison {
  /** Templates that the program in force sends in the replay, for comparison with the messages that were sent. */
  readonly live: readonly string[];
}

/** Counts messages from `since` to `until` (epoch ms); everything recorded before still happens. */
export function comparePerson(
  programs: { readonly draft: Program; readonly live: Program },
  profileId: string,
  arrivals: readonly Arrival[],
  { since, until }: { readonly since: number; readonly until: number },
): PersonComparison {
  const start = createProfile(profileId, arrivals[0]?.at ?? since);
  const play = (program: Program) =>
    simulatePerson(program, start, arrivals, until)
      .steps.flatMap(({ effects }) => effects.filter((effect) => effect.kind === 'SendMessage'))
      .filter(({ decidedAt }) => decidedAt >= since);
  const live = play(programs.live);
  return { ...compareMessages(play(programs.draft), live), live: live.map(({ template }) => template) };
}
