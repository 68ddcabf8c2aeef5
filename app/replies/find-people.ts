/** The people of a reply: the one whose message it answers, and the one who has the address. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { channelDefinitions } from '../../engine/channels/channel-definitions.ts';
import type { ReplyPolicy } from '../../engine/model/documents/reply-policy.ts';
import { findOwner } from '../identity/find-owner.ts';
import { type ReadReply, type ReplyDependencies, type ReplyPeople, rememberFor } from './reply.ts';

export async function findPeople(
  reply: ReadReply,
  { unknownNumbers = 'ignore' }: ReplyPolicy,
  dependencies: ReplyDependencies,
): Promise<ReplyPeople> {
  const { receipts, identities, provider } = dependencies;
  const { inReplyTo, from: value, kind } = reply;
  const found = inReplyTo === undefined ? undefined : await receipts.find(provider, inReplyTo);
  // An id of another stage, or of a message to another number, says nothing about this person.
  const receipt = found?.address === value ? found : undefined;
  const type = channelDefinitions[reply.channel].identityType;
  const holder = type && (await findOwner(identities, { type, value }, { consistent: true }));
  if (receipt !== undefined || unknownNumbers !== 'create' || isStatement(kind)) {
    const profileIds = [...new Set([receipt?.profileId, holder].filter((id) => id !== undefined))];
    return { profileIds, ...omitAbsent({ messageId: receipt?.messageId }) };
  }
  const isNew = await isNewPerson(reply, holder, dependencies);
  return isNew || holder === undefined ? { profileIds: [], isNew: true } : { profileIds: [holder] };
}

/** Remembered for the reply: a later delivery of it must have the same content, although the profile exists by then. */
async function isNewPerson(
  { id, channel, from }: ReadReply,
  holder: string | undefined,
  { addresses, profiles, now }: ReplyDependencies,
): Promise<boolean> {
  const run = `new:${id}`;
  if ((await addresses.readClaim(run, channel, from)) !== undefined) return true;
  // A number can belong to a profile that another touchpoint is only about to create.
  if (holder !== undefined && (await profiles.load(holder, { consistent: true })) !== undefined) return false;
  const seconds = Math.floor(now() / 1000);
  await addresses.claim(run, { id, channel, to: from }, seconds + rememberFor / 1000, seconds);
  return true;
}

/** Remembered for the number: they create no profile. */
function isStatement(kind: ReadReply['kind']): boolean {
  return kind === 'stop' || kind === 'start';
}
