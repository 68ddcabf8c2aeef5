/** Double opt-in: asks the person by one message to confirm what they just consented to. */

import { isObject } from '../base/json.ts';
import { findAddress } from '../channels/addresses.ts';
import { type Addresses, hashAddress, readPresentState } from '../channels/confirmed-address.ts';
import { isKeyOf, listEveryKeys, makeConsentKey, parseConsentKey } from '../channels/consent-key.ts';
import { findPurpose, readEffectiveOf } from '../channels/effective-consent.ts';
import { readStatesOf } from '../channels/stated-consents.ts';
import { findConfirmation } from '../facts/find-confirmation.ts';
import { channels } from '../model/channels.ts';
import type { HeldMessage } from '../model/held-message.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { addDuration } from '../time/duration.ts';
import { isImported } from '../touchpoint/read-import.ts';
import type { CompiledTemplate, Confirmation } from '../turn/definitions.ts';
import { addInitiatorTrace, type Initiator } from '../turn/initiator.ts';
import { makeEffectId, type Turn } from '../turn/turn.ts';
import { checkHour, isConfirmation, noteRequest, originPrefix } from './confirmation-hours.ts';
import { toRequest, traceHeld } from './held-request.ts';
import { holdMessage } from './hold-message.ts';
import { type MessageRequest, traceRequest } from './message-request.ts';
import { settleRequest } from './request-message.ts';

const noneGranted = new Set<never>();

/**
 * One message per template, for every key that waits for it. An address gets one of them in an hour: what is asked for
 * meanwhile is asked by a held message. A person who has another address is asked there, whatever has stated it. A
 * `pending` that the source states itself is the source's to confirm. `before`: addresses before the turn.
 */
export function requestConfirmations(turn: Turn, before: Addresses): void {
  const { profile, program, isLive, touchpoint } = turn;
  if (!isLive || program.purposes.size === 0) return;
  // A yes of a list is weak, whether its row triggers anything or not: no confirmation is requested.
  if (touchpoint !== undefined && isImported(touchpoint)) return;
  const moved = channels.filter((channel, index) => {
    const [former, present] = [before[index], findAddress(profile, channel)];
    if (present === undefined || former === present) return false;
    return former === undefined || hashAddress(channel, former) !== hashAddress(channel, present);
  });
  if (moved.length === 0 && touchpoint?.context['consent'] === undefined) return;
  const asked = new Map<string, { readonly confirmation: Confirmation; readonly isNew: boolean }>();
  for (const key of Object.keys(profile.consents)) {
    const confirmation = findConfirmation(program, key);
    if (confirmation === undefined || !isWaiting(turn, key)) continue;
    const isMoved = moved.some((channel) => isKeyOf(channel, key));
    const said = readSaid(touchpoint, key) ?? readSaidAbove(turn, key);
    if (said === 'pending' || (said === undefined && !isMoved)) continue;
    const { template } = confirmation;
    asked.set(template, {
      confirmation,
      isNew: isMoved || said === 'yes' || asked.get(template)?.isNew === true,
    });
  }
  for (const { confirmation, isNew } of asked.values()) requestOne(turn, confirmation, isNew);
}

/** The hour is over: asks for what waits for the template now. */
export function releaseConfirmation(turn: Turn, held: HeldMessage): void {
  const { purposes, templates } = turn.program;
  const confirmation = purposes.get(held.origin.slice(originPrefix.length))?.confirmation;
  const template = confirmation && templates.get(confirmation.template);
  if (confirmation === undefined || template === undefined) traceHeld(turn, held, 'template_missing');
  else settleConfirmation(turn, toRequest(turn, held, template), confirmation, false);
}

/**
 * What the touchpoint states about the key. `other`: a no, or the answer to an earlier request, in another order than they
 * were made: what was asked for before may have no effect any more.
 */
function readSaid(touchpoint: Touchpoint | undefined, key: string): 'yes' | 'pending' | 'other' | undefined {
  const { consent, consentSource } = touchpoint?.context ?? {};
  const stated = readStatesOf(consent, key);
  const [only] = stated;
  if (only === undefined || only === 'pending') return only;
  const isAnswer = isObject(consentSource) && consentSource['requestedAt'] !== undefined;
  return stated.every((state) => state === 'granted') && !isAnswer ? 'yes' : 'other';
}

/** A late no to the purpose of a topic, or to every purpose, can end the effect of an earlier message too. */
function readSaidAbove({ touchpoint, program }: Turn, key: string): 'other' | undefined {
  const scope = parseConsentKey(key);
  if (scope === undefined) return undefined;
  const { channel } = scope;
  const purpose = findPurpose(scope, program.topicPurposes);
  const above = [...listEveryKeys(channel), makeConsentKey({ channel, purpose })];
  return above.some((each) => readSaid(touchpoint, each) !== undefined) ? 'other' : undefined;
}

function requestOne(turn: Turn, confirmation: Confirmation, isNew: boolean): void {
  const { program, now } = turn;
  const origin = originPrefix + confirmation.purpose;
  const initiator: Initiator = {
    origin,
    event: turn.touchpoint,
    priority: confirmationPriority,
    makeId: (action) => makeEffectId(turn, origin, action),
  };
  const template = program.templates.get(confirmation.template);
  if (template === undefined) {
    addInitiatorTrace(turn, initiator, 'send', 'template_missing', { note: confirmation.template });
    return;
  }
  const request: MessageRequest = {
    id: initiator.makeId('confirm'),
    initiator,
    template,
    cause: turn.id,
    requestedAt: now,
    deadline: now,
    priority: confirmationPriority,
    score: 0,
    ifCapped: 'skip',
    isCollected: false,
    wasHeld: false,
  };
  settleConfirmation(turn, request, confirmation, isNew);
}

/** The highest: when too many messages are held, others give way. */
const confirmationPriority = 1000;

/**
 * Sends, holds or drops it, for the keys that wait now. Leaves one trace. `isNew`: the person has asked for it again, so an
 * earlier message of more than an hour ago is repeated.
 */
function settleConfirmation(
  turn: Turn,
  basis: MessageRequest,
  { expires }: Confirmation,
  isNew: boolean,
): void {
  const { profile, at, now } = turn;
  const { template } = basis;
  const keys = listWaiting(turn, template);
  if (keys.length === 0) {
    traceRequest(turn, basis, 'not_pending');
    return;
  }
  const hour = checkHour(turn, template.header, keys);
  if (hour.isAsked && (!isNew || hour.freeAt > now)) {
    // The answer to an earlier request asks for nothing.
    if (isNew || basis.wasHeld) traceRequest(turn, basis, 'limit_reached');
    return;
  }
  const expiresAt = addDuration(at, expires);
  const requestedAt = Math.max(at, hour.since + 1);
  const request = { ...basis, deadline: expiresAt, expiresAt, confirms: { keys, requestedAt } };
  const held = profile.held.filter(isConfirmation);
  const own = held.find((message) => message.template === template.header.id);
  // In the order of the requests: the others that are due are evaluated at the end of this decision, and it after them.
  const isBehind = held.some((message) => message !== own && message.until <= now);
  if (hour.freeAt <= now && !isBehind) {
    if (settleRequest(turn, request, noneGranted).result !== 'sent') return;
    noteRequest(turn, hour, requestedAt);
    // The message asks for what the held one would ask for.
    if (own !== undefined) profile.held = profile.held.filter((message) => message !== own);
  } else if (own === undefined) {
    const until = Math.max(hour.freeAt, now);
    holdMessage(turn, request, { kind: 'hold', reason: 'held_by_cap', until, limit: { until } });
  } else {
    const { id, until } = own;
    traceRequest(turn, { ...basis, id, wasHeld: true }, 'held_by_cap', undefined, { until });
  }
}

function listWaiting(turn: Turn, { header }: CompiledTemplate): readonly string[] {
  return Object.keys(turn.profile.consents).filter(
    (key) => findConfirmation(turn.program, key)?.template === header.id && isWaiting(turn, key),
  );
}

/** Pending. A confirmation does not ask about a statement that is no known word: it may have been a no. */
function isWaiting({ profile, program: { topicPurposes } }: Turn, key: string): boolean {
  const consent = readEffectiveOf(profile.consents, key, topicPurposes);
  return (
    consent !== undefined &&
    consent.unreadableAt === undefined &&
    readPresentState(profile, key, topicPurposes) === 'pending'
  );
}
