/** The replies that look like a wish to stop, with what holds for their address now. */
import { makeStopKey } from '../../engine/channels/consent-key.ts';
import type { AddressBook } from '../ports/address-book.ts';
import type { DoubtfulReplies, DoubtfulReply } from '../ports/replies.ts';
import { listPages } from '../runtime/list-pages.ts';

export interface InspectedReply extends DoubtfulReply {
  /** STOP, or an operator, ended the messages to the address meanwhile. */
  readonly isStopped: boolean;
}

/** Newest first, at most `limit`. */
export async function inspectReplies(
  { doubtful, addresses }: { doubtful: Pick<DoubtfulReplies, 'list'>; addresses: Pick<AddressBook, 'read'> },
  limit: number,
): Promise<readonly InspectedReply[]> {
  const replies = await listPages(
    (cursor) => doubtful.list(cursor),
    (page) => page.replies,
    limit,
  );
  const inspected: InspectedReply[] = [];
  for (const reply of replies) {
    const record = await addresses.read(reply.channel, reply.address, { consistent: false });
    const isDenied = record?.deniedAt?.[makeStopKey(reply.channel)] !== undefined;
    inspected.push({ ...reply, isStopped: isDenied || record?.isSuppressed === true });
  }
  return inspected;
}
