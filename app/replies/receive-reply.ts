/**
 * Receives what a person replies, on whichever channel: STOP and START are stated for the address and the person, any other
 * text is a touchpoint. Each call can be repeated: the record stays on its queue until all of them have succeeded. Only an
 * answer is sent at most once.
 */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { DAY, MINUTE } from '../../engine/base/time-units.ts';
import { normalizeAddress } from '../../engine/channels/addresses.ts';
import { channelDefinitions } from '../../engine/channels/channel-definitions.ts';
import { makeStopKey } from '../../engine/channels/consent-key.ts';
import { type ClassifiedReply, classifyReply } from '../../engine/channels/replies/classify-reply.ts';
import type { EmitEvent } from '../../engine/model/effects.ts';
import { answerReply } from './answer-reply.ts';
import { chooseAnswer } from './choose-answer.ts';
import { makeReplied, makeStatement } from './describe-reply.ts';
import { findPeople } from './find-people.ts';
import {
  type FirstSight,
  type ReadReply,
  type Reply,
  type ReplyDependencies,
  type ReplyPeople,
  rememberFor,
} from './reply.ts';

/** The bus did not accept the events of a reply. */
export class ReplyUnreportedError extends Error {
  readonly code = 'reply_unreported';
  constructor(count: number) {
    super(`The event bus did not accept ${count} events of a reply. The reply is delivered again.`);
    this.name = 'ReplyUnreportedError';
  }
}

/** Throws when a call fails. A text from a short code or a name is dropped: no person writes from one. */
export async function receiveReply(received: Reply, dependencies: ReplyDependencies): Promise<void> {
  const { telemetry } = dependencies;
  const { channel } = received;
  const from = normalizeAddress(channel, received.from);
  if (from === undefined) {
    telemetry.count('RepliesIgnored');
    return;
  }
  telemetry.count('RepliesReceived');
  const { replies: policy = {}, addresses: choices } = (await dependencies.policy()) ?? {};
  const classified = classifyReply(received.text, policy.words);
  const normalized = {
    ...received,
    ...classified,
    from,
    to: normalizeAddress(channel, received.to) ?? received.to,
  };

  // 1 remember how it was delivered first
  const { isListed, ...sight } = await noteFirstSight(normalized, dependencies);
  // Of numbers that have no window, only what a choice among the numbers of a person depends on.
  const isUse = isListed && (choices?.sms === 'last_used' || choices?.whatsapp === 'last_used');
  if (channelDefinitions[channel].replyWindow !== undefined || isUse)
    await dependencies.addresses.keep({ channel, address: from, kind: 'heard', at: sight.at });
  // 2 state STOP and START for the address: every sender reads it before each call, for every profile with the address
  const isInForce = await stateReply({ ...normalized, ...sight }, dependencies);
  const reply: ReadReply = { ...normalized, ...sight, isInForce };
  // 3 find the person
  const people = await findPeople(reply, policy, dependencies);
  // 4 report it
  await reportReply(reply, people, dependencies);
  // 5 put a doubtful one before an operator
  if (reply.looksLikeStop) await keepDoubtful(reply, people, dependencies);
  // 6 answer, while the provider still sends to the number, and mirror STOP in its list, which ends all messages
  if (isInForce && reply.kind === 'start') await changeOptOut('remove', reply, dependencies);
  const isMirrored = isInForce && reply.kind === 'stop' && policy.stop !== 'promotional';
  try {
    await answerReply(reply, chooseAnswer(reply, dependencies), people, policy, dependencies);
  } catch (error) {
    // The first attempt leaves the next one a number that can be answered; after that, the list does not wait.
    if (isMirrored && dependencies.now() - reply.at >= answerWithin) await mirrorStop(reply, dependencies);
    throw error;
  }
  if (isMirrored) await mirrorStop(reply, dependencies);
}

/** How long the list waits for the confirmation of STOP. */
const answerWithin = MINUTE;

async function noteFirstSight(
  { id, channel, from, at }: Reply,
  { addresses, now }: ReplyDependencies,
): Promise<FirstSight & { readonly isListed: boolean }> {
  const record = await addresses.read(channel, from, { consistent: true });
  const isListed = record?.isListed === true;
  const sight = { at, isListed, wasStopped: record?.deniedAt?.[makeStopKey(channel)] !== undefined };
  const run = `reply:${id}`;
  const owner = { id: `${at} ${sight.wasStopped}`, channel, to: from };
  const seconds = Math.floor(now() / 1000);
  if (await addresses.claim(run, owner, seconds + rememberFor / 1000, seconds)) return sight;
  const first = await addresses.readClaim(run, channel, from);
  const [moment, wasStopped] = first?.id.split(' ') ?? [];
  return first === undefined ? sight : { at: Number(moment), isListed, wasStopped: wasStopped === 'true' };
}

/** Whether it is the latest of STOP and START. False for any other text. */
async function stateReply(
  { kind, channel, from: address, at }: Reply & Pick<ClassifiedReply, 'kind'>,
  { addresses, telemetry }: ReplyDependencies,
): Promise<boolean> {
  if (kind !== 'stop' && kind !== 'start') return false;
  const key = makeStopKey(channel);
  const state = kind === 'stop' ? 'denied' : 'granted';
  await addresses.keep({ channel, address, kind: 'consent', key, consent: { state, at } });
  telemetry.count(kind === 'stop' ? 'RepliesStop' : 'RepliesStart');
  const record = await addresses.read(channel, address, { consistent: true });
  return (kind === 'stop' ? record?.deniedAt : record?.grantedAt)?.[key] === at;
}

/** START that finds no STOP may be an answer to something else: a `YES`. */
async function reportReply(
  reply: ReadReply,
  people: ReplyPeople,
  { events }: ReplyDependencies,
): Promise<void> {
  const { profileIds, messageId } = people;
  const reported: EmitEvent[] = [];
  if (reply.kind === 'stop' || reply.kind === 'start')
    reported.push(...profileIds.map((profileId) => makeStatement(reply, profileId, messageId)));
  const isText = reply.kind !== 'stop' && (reply.kind !== 'start' || !reply.wasStopped);
  const [person] = profileIds;
  if (isText && (person !== undefined || people.isNew)) reported.push(makeReplied(reply, person, people));
  const refused = reported.length === 0 ? [] : await events.put(reported);
  if (refused.length > 0) throw new ReplyUnreportedError(refused.length);
}

/** How long an operator finds it. */
const doubtfulFor = 90 * DAY;

async function keepDoubtful(
  { id, channel, from: address, text, at }: ReadReply,
  { profileIds: [profileId] }: ReplyPeople,
  { doubtful, telemetry }: ReplyDependencies,
): Promise<void> {
  const reply = { id, channel, address, text, at, ...omitAbsent({ profileId }) };
  await doubtful.keep(reply, Math.floor((at + doubtfulFor) / 1000));
  telemetry.count('RepliesDoubtful');
}

/** A START that another invocation received meanwhile found nothing to remove, and the list would count as a later STOP. */
async function mirrorStop(reply: ReadReply, dependencies: ReplyDependencies): Promise<void> {
  const { channel, from, at } = reply;
  await changeOptOut('add', reply, dependencies);
  const record = await dependencies.addresses.read(channel, from, { consistent: true });
  if ((record?.grantedAt?.[makeStopKey(channel)] ?? 0) > at)
    await changeOptOut('remove', reply, dependencies);
}

async function changeOptOut(
  change: 'add' | 'remove',
  { from }: ReadReply,
  { optOuts, telemetry }: ReplyDependencies,
): Promise<void> {
  const result = await optOuts?.[change](from);
  if (result !== 'kept') return;
  telemetry.info('The provider keeps the number on its opt-out list: it allows a removal every 30 days');
  telemetry.count('OptOutsKept');
}
