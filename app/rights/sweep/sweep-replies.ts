/** Removes replies of erased people that look like a wish to stop: one partition has those of all people. */
import type { DoubtfulReplies } from '../../ports/replies.ts';
import type { PeopleIndex } from './people-index.ts';
import type { Removal, SweptPage } from './swept-page.ts';

export async function sweepReplies(
  replies: Pick<DoubtfulReplies, 'list' | 'remove'>,
  index: PeopleIndex,
  cursor: string | undefined,
): Promise<SweptPage> {
  const page = await replies.list(cursor);
  const removed: Removal[] = [];
  for (const { id, at, channel, address, profileId } of page.replies) {
    const receipt =
      (profileId === undefined ? undefined : index.findByProfile(profileId)) ??
      index.findByAddress(channel, address, at);
    if (receipt === undefined) continue;
    await replies.remove({ id, at });
    removed.push({ receipt, kind: 'replies', number: 1 });
  }
  return { removed, cursor: page.cursor };
}
