/** The events of a reply. Their ids are those of the reply, so a repeat counts once. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { channelDefinitions } from '../../engine/channels/channel-definitions.ts';
import { makeStopKey } from '../../engine/channels/consent-key.ts';
import type { EmitEvent } from '../../engine/model/effects.ts';
import type { ReadReply, ReplyPeople } from './reply.ts';

/** STOP or START, with its proof. A STOP that answers a message of ours is counted as an outcome of that message. */
export function makeStatement(
  { id, kind, channel, from, text, at }: ReadReply,
  profileId: string,
  messageId: string | undefined,
): EmitEvent {
  return {
    kind: 'EmitEvent',
    id: `reply:${id}`,
    profileId,
    name: 'Consent Stated',
    properties: omitAbsent({ linkMessageId: kind === 'stop' ? messageId : undefined }),
    context: {
      consent: { [makeStopKey(channel)]: kind === 'stop' ? 'denied' : 'granted' },
      consentSource: {
        form: channel,
        recordedBy: channel === 'sms' ? 'receive-sms' : 'record-feedback',
        address: from,
        wording: text.slice(0, longestProof),
        ...omitAbsent({ message: messageId === undefined ? undefined : { id: messageId } }),
      },
    },
    occurredAt: at,
  };
}

/** As a wording in the consent ledger. */
const longestProof = 1000;
/** Above every SMS and every message of a chat. */
const longestText = 4096;

/** `Message Replied`: a touchpoint that rules and journeys can be triggered by. A new person is identified by the address. */
export function makeReplied(
  reply: ReadReply,
  profileId: string | undefined,
  { messageId, isNew }: Pick<ReplyPeople, 'messageId' | 'isNew'>,
): EmitEvent {
  const { id, kind, channel, from, to, text, at, looksLikeStop, media } = reply;
  return {
    kind: 'EmitEvent',
    id: `reply:${id}:text`,
    ...omitAbsent({ profileId }),
    name: 'Message Replied',
    properties: {
      channel,
      text: text.slice(0, longestText),
      to,
      ...omitAbsent({
        inReplyTo: messageId,
        keyword: kind === 'text' ? undefined : kind,
        looksLikeStop,
        media,
      }),
    },
    ...omitAbsent({ traits: isNew ? { [channelDefinitions[channel].addressTrait]: from } : undefined }),
    occurredAt: at,
  };
}
