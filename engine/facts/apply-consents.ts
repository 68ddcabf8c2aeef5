/** Consent statements on a touchpoint: `context.consent = { email: true, sms: false, 'email/news': true }`. */

import { isConsentKey } from '../channels/consent-key.ts';
import { channelChoice } from '../model/channels.ts';
import type { EmitEvent } from '../model/effects.ts';
import { maxConsents } from '../model/limits.ts';
import type { Consent } from '../model/profile.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { shiftByDuration } from '../time/duration.ts';
import { endReceipt } from '../touchpoint/read-moments.ts';
import { addTrace, makeEffectId, type Turn, touchField } from '../turn/turn.ts';
import { writeRecord } from '../turn/working-profile.ts';

/** A field of Segment's consent manager; it does not contain consent for channels and topics. */
const foreignKeys = new Set(['categoryPreferences']);

/**
 * The latest statement wins; of two at the same moment, the no. A no that is not history counts from its receipt, and
 * nothing is stated after it was received: so it wins over every yes received before it, independent of clocks. Each
 * statement has its own moment, so every order of arrival has the same result. Emits `Consent Changed` when the state
 * changes.
 */
export function applyConsents(turn: Turn, touchpoint: Touchpoint): void {
  const stated = touchpoint.context['consent'];
  if (stated === undefined || stated === null) return;
  if (typeof stated !== 'object' || Array.isArray(stated)) {
    traceInvalid(turn, 'context.consent is no object');
    return;
  }
  for (const [key, value] of Object.entries(stated)) {
    if (foreignKeys.has(key)) continue;
    if (!isConsentKey(key)) traceInvalid(turn, `a key is ${channelChoice}, or one of them with /topic`);
    else if (typeof value !== 'boolean') traceInvalid(turn, `${key}: true or false`);
    else if (value) applyConsent(turn, key, { state: 'granted', at: touchpoint.occurredAt });
    else applyConsent(turn, key, deny(turn, touchpoint));
  }
}

/** A no, at the moment from which it counts. */
export function deny({ program }: Turn, { occurredAt, receivedAt }: Touchpoint): Consent {
  const isHistory = occurredAt < shiftByDuration(receivedAt, program.policy.liveWithin, -1);
  return { state: 'denied', at: isHistory ? occurredAt : endReceipt(receivedAt) };
}

export function applyConsent(turn: Turn, key: string, stated: Consent): void {
  const known = turn.profile.consents[key];
  if (known !== undefined) {
    const isOlder = stated.at < known.at || (stated.at === known.at && stated.state === 'granted');
    if (isOlder) {
      if (known.state !== stated.state)
        addTrace(turn, `consent:${key}`, 'keep', 'older_statement', { note: stated.state });
      return;
    }
  } else if (key.includes('/') && Object.keys(turn.profile.consents).length >= maxConsents) {
    // Any source can invent topics; a no to a whole channel must always be stored.
    addTrace(turn, `consent:${key}`, 'keep', 'profile_limit_reached', { note: `${maxConsents} consents` });
    return;
  }
  const consents = writeRecord(turn, 'consents');
  consents[key] = stated;
  touchField(turn, 'consents');
  if (known?.state !== stated.state) announce(turn, key, stated.state);
}

function announce(turn: Turn, key: string, state: Consent['state']): void {
  const origin = `consent:${key}`;
  const [channel = key, topic] = key.split('/');
  const effect: EmitEvent = {
    kind: 'EmitEvent',
    id: makeEffectId(turn, origin, state),
    profileId: turn.profile.id,
    name: 'Consent Changed',
    properties: { channel, ...(topic === undefined ? {} : { topic }), state },
    occurredAt: turn.at,
  };
  turn.effects.push(effect);
  addTrace(turn, origin, 'keep', 'done', { effectId: effect.id, note: state });
}

function traceInvalid(turn: Turn, note: string): void {
  addTrace(turn, 'consent', 'keep', 'invalid_value', { note });
}
