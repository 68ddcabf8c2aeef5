/** Consent statements on a touchpoint: `context.consent = { email: true, sms: false, 'email/news': true }`. */
import { writeRecord } from '../draft.ts';
import type { EmitEvent } from '../effects.ts';
import { maxConsents } from '../limits.ts';
import type { Consent } from '../profile.ts';
import type { Touchpoint } from '../touchpoint.ts';
import { addTrace, makeEffectId, type Turn, touchField } from '../turn.ts';

const keyForm = /^(?:email|sms|push)(?:\/[A-Za-z0-9][A-Za-z0-9_-]{0,63})?$/;

/** The latest statement wins; of two at the same moment, the no. Emits `Consent Changed` when the state changes. */
export function applyConsents(turn: Turn, touchpoint: Touchpoint): void {
  const stated = touchpoint.context['consent'];
  if (stated === undefined || stated === null) return;
  if (typeof stated !== 'object' || Array.isArray(stated)) {
    refuse(turn, 'context.consent is no object');
    return;
  }
  for (const [key, value] of Object.entries(stated)) {
    if (!keyForm.test(key)) refuse(turn, 'a key is email, sms or push, or one of them with /topic');
    else if (typeof value !== 'boolean') refuse(turn, `${key}: true or false`);
    else applyConsent(turn, key, { state: value ? 'granted' : 'denied', at: touchpoint.occurredAt });
  }
}

function applyConsent(turn: Turn, key: string, stated: Consent): void {
  const known = turn.profile.consents[key];
  if (known !== undefined) {
    const isOlder = stated.at < known.at || (stated.at === known.at && stated.state === 'granted');
    if (isOlder) return;
  } else if (key.includes('/') && Object.keys(turn.profile.consents).length >= maxConsents) {
    // Topics are anybody's to make up; a no to a whole channel must always find its place.
    addTrace(turn, `consent:${key}`, 'keep', 'profile_full', { note: `${maxConsents} consents` });
    return;
  }
  const consents = writeRecord(turn.draft, 'consents') as Record<string, Consent>;
  consents[key] = stated;
  touchField(turn, 'consents');
  if (known?.state !== stated.state) announce(turn, key, stated.state);
}

function announce(turn: Turn, key: string, state: Consent['state']): void {
  const subject = `consent:${key}`;
  const [channel = key, topic] = key.split('/');
  const effect: EmitEvent = {
    kind: 'EmitEvent',
    id: makeEffectId(turn, subject, state),
    profileId: turn.profile.id,
    name: 'Consent Changed',
    properties: { channel, ...(topic === undefined ? {} : { topic }), state },
    occurredAt: turn.at,
  };
  turn.effects.push(effect);
  addTrace(turn, subject, 'keep', 'done', { effectId: effect.id, note: state });
}

function refuse(turn: Turn, note: string): void {
  addTrace(turn, 'consent', 'keep', 'value_refused', { note });
}
