/** The replies that look like a wish to stop, with what holds for their address now, and what the team decided. */
import { makeStopKey } from '../../engine/channels/consent-key.ts';
import type { AddressBook } from '../ports/address-book.ts';
import type { DoubtfulReplies, DoubtfulReply, ReplyDecision } from '../ports/replies.ts';
import { RequestInvalidError } from '../ports/request-invalid-error.ts';

export interface InspectedReply extends DoubtfulReply {
  /** STOP, or an operator, ended the messages to the address meanwhile. */
  readonly isStopped: boolean;
}

export interface ReplyListing {
  /** Newest first. */
  readonly replies: readonly InspectedReply[];
  /** There are more. */
  readonly isCut: boolean;
}

interface ReplyStores {
  readonly doubtful: Pick<DoubtfulReplies, 'list'>;
  readonly addresses: Pick<AddressBook, 'read'>;
}

/** At most `limit` of those that are open: neither decided about nor stopped. `isAll`: of all. */
export async function inspectReplies(
  stores: ReplyStores,
  { limit, isAll }: { readonly limit: number; readonly isAll: boolean },
): Promise<ReplyListing> {
  const replies: InspectedReply[] = [];
  for await (const reply of readReplies(stores.doubtful)) {
    if (!isAll && reply.decided !== undefined) continue;
    const inspected = { ...reply, isStopped: await isStopped(reply, stores) };
    if (!isAll && inspected.isStopped) continue;
    if (replies.length === limit) return { replies, isCut: true };
    replies.push(inspected);
  }
  return { replies, isCut: false };
}

/** Reads the list up to the reply: few replies are doubtful. A repeat finds the first decision. */
export async function decideReply(
  id: string,
  decision: ReplyDecision,
  doubtful: Pick<DoubtfulReplies, 'list' | 'decide'>,
): Promise<{ readonly reply: DoubtfulReply; readonly decided: ReplyDecision }> {
  for await (const reply of readReplies(doubtful)) {
    if (reply.id !== id) continue;
    const found = reply.decided === undefined ? await doubtful.decide(reply, decision) : reply;
    if (found?.decided !== undefined) return { reply: found, decided: found.decided };
  }
  throw new RequestInvalidError(
    `No reply of the last 90 days has the id "${id}".`,
    'Copy the id from `percorso replies --all`.',
  );
}

async function* readReplies({ list }: Pick<DoubtfulReplies, 'list'>): AsyncGenerator<DoubtfulReply> {
  let cursor: string | undefined;
  do {
    const page = await list(cursor);
    yield* page.replies;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

async function isStopped({ channel, address }: DoubtfulReply, { addresses }: ReplyStores): Promise<boolean> {
  const record = await addresses.read(channel, address, { consistent: false });
  return record?.deniedAt?.[makeStopKey(channel)] !== undefined || record?.isSuppressed === true;
}
