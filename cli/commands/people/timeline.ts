/** `percorso timeline`: everything known of what happened to one person, in plain words, oldest first. */

import { findProfileId } from '../../../app/inspect/find-person.ts';
import { orderTimeline } from '../../../app/inspect/order-timeline.ts';
import { readTimeline } from '../../../app/inspect/read-timeline.ts';
import type { StageStores } from '../../../app/inspect/stage-stores.ts';
import { describeUnknownPerson } from '../../output/describe-unknown.ts';
import { formatTimeline } from '../../output/format-timeline.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

/** `person`: a profile id, or `userId:42`, `email:a@example.com`, `anonymousId:...`, `phone:...`, `externalId:type:id`. */
export async function showTimeline(
  person: string,
  limit: number,
  stores: Pick<StageStores, 'identities' | 'timeline' | 'profiles' | 'programs'>,
): Promise<CommandResult> {
  const profileId = await findProfileId(person, stores.identities, stores.programs);
  const rows = profileId === undefined ? [] : await readTimeline(stores, profileId, limit);
  if (profileId === undefined || rows.length === 0) return describeUnknownPerson(person);
  const ordered = orderTimeline(rows);
  return {
    exitCode: 0,
    json: { profileId, items: ordered.toReversed() },
    lines: [
      `Profile ${profileId}`,
      ...formatTimeline(ordered),
      ...(rows.length < limit ? [] : [`These are the newest ${limit} entries; more with --limit.`]),
    ],
  };
}
