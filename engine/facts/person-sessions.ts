/**
 * The sessions (anonymous ids) of a person. Everyone can state a known email or phone in a form, and the touchpoint
 * then belongs to its person: docs/adr/0078. So a touchpoint is the person's own by the user id or by a session in
 * which the user id was stated.
 */

import { hashText } from '../base/hash.ts';
import { removeDevice } from '../channels/devices.ts';
import type { TouchpointInput } from '../model/decision.ts';
import { maxSessions } from '../model/limits.ts';
import type { Profile } from '../model/profile.ts';
import { addTrace, type Turn, touchField } from '../turn/turn.ts';
import { writeRecord } from '../turn/working-profile.ts';

/**
 * Who states what is in a touchpoint. `own`: the person. `system`: a source that names the person by an email, a phone
 * or an external id, without a session. `stranger`: a session that is not known to be the person's.
 */
export type Speaker = 'own' | 'system' | 'stranger';

/**
 * Keeps the session if it is the person's; call it before the user id is kept. An anonymous id that is ignored, because
 * it identifies no one or a device of many, is a session of no person. So is one that another user states as well.
 */
export function noteSession(turn: Turn, { touchpoint, taken, ignored }: TouchpointInput): Speaker {
  const { profileId, userId, anonymousId } = touchpoint;
  const isIgnored = ignored?.some(({ kind }) => kind === 'anonymousId') === true;
  const isAnyones = isIgnored || taken?.includes('anonymousId') === true;
  const { profile } = turn;
  if (profileId !== undefined) return 'own';
  const { sessions = [] } = profile;
  const isGuest = profile.userId === undefined;
  const session = anonymousId === undefined || isAnyones ? undefined : hashSession(anonymousId);
  const isKnown = session !== undefined && sessions.includes(session);
  const isFirst = isGuest && sessions.length === 0;
  if (userId === undefined && !isKnown && !isFirst)
    return session === undefined && !isAnyones ? 'system' : 'stranger';
  const isForeign = isGuest && !isFirst && !isKnown;
  if (isForeign) removeDevices(turn);
  const kept = isForeign ? [] : sessions;
  const next = session === undefined || isKnown ? kept : [...kept, session].slice(-maxSessions);
  if (next !== sessions) profile.sessions = next;
  return 'own';
}

/** Whether a touchpoint without a user id from this session, or without one, is the person's own. */
export function isSessionOf({ userId, sessions = [] }: Profile, anonymousId: string | undefined): boolean {
  const isFirst = userId === undefined && sessions.length === 0;
  return isFirst || (anonymousId !== undefined && sessions.includes(hashSession(anonymousId)));
}

function hashSession(anonymousId: string): string {
  return hashText(anonymousId).slice(0, 8);
}

/** The profile was a guest's: the user id came by an email, a phone or an external id, which a stranger may have stated. */
function removeDevices(turn: Turn): void {
  const { profile } = turn;
  const { devices } = profile;
  const token = profile.traits['pushToken'];
  if (devices === undefined && (token?.value ?? null) === null) return;
  if (devices !== undefined) profile.devices = devices.map(({ address, at }) => removeDevice(address, at));
  if (token !== undefined) writeRecord(turn, 'traits')['pushToken'] = { ...token, value: null };
  touchField(turn, 'devices');
  addTrace(turn, 'device', 'keep', 'weak_identity', { channel: 'push' });
}
