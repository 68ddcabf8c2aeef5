/** `percorso simulate --compare`: who would be treated differently by the draft, on what people really did. */

import type { PublishingPorts } from '../../../app/publish/plan-program.ts';
import { comparePeople } from '../../../app/simulate/compare-people.ts';
import { addDuration } from '../../../engine/time/duration.ts';
import type { PeopleStores } from '../../cloud/open-stores.ts';
import { describeUnknownPerson } from '../../output/describe-unknown.ts';
import { formatComparison } from '../../output/format-comparison.ts';
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
  const options = { since, until: now, limit, person: user, onProgress };
  const result = await comparePeople(programs, stores, options);
  switch (result.outcome) {
    case 'compared':
      return formatComparison({ ...programs, ...result, since, now, limit, isOne: user !== undefined });
    case 'unknown_person':
      return describeUnknownPerson(user?.includes(':') === false ? `userId:${user}` : (user ?? ''));
    case 'nothing_recorded':
      throw new UsageError(
        'No timeline holds anything to replay.',
        'Wait for touchpoints, or simulate with --events.',
      );
  }
}
