/** Double opt-in: asks the person by one message to confirm what they just consented to. */

import { hashToInteger, toHex } from '../base/hash.ts';
import { isObject } from '../base/json.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import { HOUR } from '../base/time-units.ts';
import { findAddress } from '../channels/addresses.ts';
import { hashAddress, readPresentState } from '../channels/confirmed-address.ts';
import { parseConsentKey, readConsentState } from '../channels/consent-key.ts';
import { findConfirmation } from '../facts/find-confirmation.ts';
import { type Channel, channels } from '../model/channels.ts';
import type { Profile } from '../model/profile.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { addDuration } from '../time/duration.ts';
import type { Confirmation } from '../turn/definitions.ts';
import { addInitiatorTrace, type Initiator } from '../turn/initiator.ts';
import { makeEffectId, type Turn } from '../turn/turn.ts';
import { writeRecord } from '../turn/working-profile.ts';
import type { MessageRequest } from './message-request.ts';
import { settleRequest } from './request-message.ts';

/** Messages per person and hour that ask for confirmations, whatever they ask for. */
const maxPerHour = 5;
/** Of what is kept of each request among the firings of rules: a rule's id has no colon. */
const firingPrefix = 'confirm:';

const noneGranted = new Set<never>();

/**
 * One message per template, for every key that waits for it. An identical repeat within the hour asks for nothing. A
 * person who states another address is asked there. A `pending` that the source states itself is the source's
 * to confirm. `addresses`: of the person before the touchpoint, in the order of the channels.
 */
export function requestConfirmations(
  turn: Turn,
  touchpoint: Touchpoint,
  addresses: readonly (string | undefined)[],
): void {
  const { profile, program, isLive } = turn;
  if (!isLive || program.purposes.size === 0) return;
  const moved = new Set(
    channels.filter((channel, index) => isOther(channel, addresses[index], findAddress(profile, channel))),
  );
  const asked = new Map<string, Confirmation>();
  for (const key of Object.keys(profile.consents)) {
    const confirmation = findConfirmation(program, key);
    if (confirmation === undefined || !isWaiting(profile, key)) continue;
    const channel = parseConsentKey(key)?.channel;
    const isMoved = channel !== undefined && moved.has(channel);
    if (isAsked(touchpoint, key, isMoved)) asked.set(confirmation.template, confirmation);
  }
  for (const confirmation of asked.values()) requestOne(turn, touchpoint, confirmation);
}

function isOther(channel: Channel, before: string | undefined, present: string | undefined): boolean {
  if (present === undefined || before === present) return false;
  return before === undefined || hashAddress(channel, before) !== hashAddress(channel, present);
}

/** The key has no yes that counts for the present address. */
function isWaiting(profile: Profile, key: string): boolean {
  const [consent, channel] = [profile.consents[key], parseConsentKey(key)?.channel];
  if (consent === undefined || channel === undefined) return false;
  return readPresentState(profile, channel, consent) === 'pending';
}

/** By a new yes or a new address. The answer to an earlier request is no new yes: it came from a former address. */
function isAsked(
  { context: { consent, consentSource } }: Touchpoint,
  key: string,
  isMoved: boolean,
): boolean {
  const stated = isObject(consent) ? readConsentState(consent[key]) : undefined;
  if (isMoved) return stated !== 'pending';
  return stated === 'granted' && !(isObject(consentSource) && consentSource['requestedAt'] !== undefined);
}

function findConfirmed({ consents }: Profile, key: string): number {
  const consent = consents[key];
  return consent?.confirmed === true ? consent.at : Number.NEGATIVE_INFINITY;
}

function requestOne(turn: Turn, touchpoint: Touchpoint, confirmation: Confirmation): void {
  const { profile, program, now } = turn;
  const { template: id, expires } = confirmation;
  const origin = `purpose:${confirmation.purpose}`;
  const initiator: Initiator = {
    origin,
    event: touchpoint,
    priority: 0,
    makeId: (action) => makeEffectId(turn, origin, action),
  };
  const template = program.templates.get(id);
  if (template === undefined) {
    addInitiatorTrace(turn, initiator, 'send', 'template_missing', { note: id });
    return;
  }
  const { channel } = template.header;
  const keys = Object.keys(profile.consents).filter(
    (key) => findConfirmation(program, key)?.template === id && isWaiting(profile, key),
  );
  const firing = nameFiring(profile, channel, id, keys);
  const recent = Object.entries(profile.ruleFirings).filter(
    ([name, [, lastAt]]) => name.startsWith(firingPrefix) && now < lastAt + HOUR,
  );
  if (recent.length >= maxPerHour || recent.some(([name]) => name === firing)) {
    addInitiatorTrace(turn, initiator, 'send', 'limit_reached', { channel, note: id });
    return;
  }
  // Later than what another address confirmed, so that the answer takes its place.
  const requestedAt = Math.max(turn.at, ...keys.map((key) => findConfirmed(profile, key) + 1));
  const expiresAt = addDuration(turn.at, expires);
  const request = omitAbsent<MessageRequest>({
    id: initiator.makeId('confirm'),
    initiator,
    template,
    cause: turn.id,
    requestedAt: now,
    deadline: expiresAt,
    expiresAt,
    notBefore: undefined,
    priority: 0,
    score: 0,
    ifCapped: 'skip',
    ifQuiet: undefined,
    to: undefined,
    from: undefined,
    replyTo: undefined,
    isCollected: false,
    wasHeld: false,
    confirms: { keys, requestedAt },
  });
  if (settleRequest(turn, request, noneGranted).result === 'dropped') return;
  const firings = writeRecord(turn, 'ruleFirings');
  // A request of more than an hour ago limits nothing.
  for (const name of Object.keys(firings)) {
    const isOver = name.startsWith(firingPrefix) && !recent.some(([kept]) => kept === name);
    if (isOver) delete firings[name];
  }
  firings[firing] = [1, now];
}

/** Of one request: the address, the keys, and the latest no before it. Another one of them is another request. */
function nameFiring(
  profile: Profile,
  channel: Channel,
  template: string,
  keys: readonly string[],
): `${typeof firingPrefix}${string}` {
  const lastNo = Math.max(0, ...keys.map((key) => profile.consents[key]?.deniedAt ?? 0));
  const address = hashAddress(channel, findAddress(profile, channel) ?? '');
  const request = [template, address, lastNo, ...[...keys].sort()].join(' ');
  return `${firingPrefix}${toHex(hashToInteger(request))}`;
}
