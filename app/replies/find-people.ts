/** The people of a reply: the one whose message it answers, and the one who has the address. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { channelDefinitions } from '../../engine/channels/channel-definitions.ts';
import type { ReplyPolicy } from '../../engine/model/documents/reply-policy.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { findOwner } from '../identity/find-owner.ts';
import type { ReadReply, ReplyDependencies, ReplyPeople } from './reply.ts';

export async function findPeople(
  reply: ReadReply,
  { unknownNumbers = 'ignore' }: ReplyPolicy,
  dependencies: ReplyDependencies,
): Promise<ReplyPeople> {
  const { receipts, identities, provider, makeProfileId, now } = dependencies;
  const { inReplyTo, from: value, kind } = reply;
  const found = inReplyTo === undefined ? undefined : await receipts.find(provider, inReplyTo);
  // An id of another stage, or of a message to another number, says nothing about this person.
  const receipt = found?.address === value ? found : undefined;
  const type = channelDefinitions[reply.channel].addressTrait === 'email' ? 'email' : 'phone';
  const key: IdentityKey = { type, value };
  let holder = await findOwner(identities, key, { consistent: true });
  let isNew: true | undefined;
  if (holder === undefined && receipt === undefined && unknownNumbers === 'create' && !isStatement(kind)) {
    const profileId = makeProfileId(now());
    await identities.claim(key, { profileId });
    // Another delivery, or a touchpoint, may have bound it meanwhile.
    holder = await findOwner(identities, key, { consistent: true });
    isNew = true;
  }
  const profileIds = [...new Set([receipt?.profileId, holder].filter((id) => id !== undefined))];
  return { profileIds, ...omitAbsent({ messageId: receipt?.messageId, isNew }) };
}

/** Remembered for the number: they create no profile. */
function isStatement(kind: ReadReply['kind']): boolean {
  return kind === 'stop' || kind === 'start';
}
