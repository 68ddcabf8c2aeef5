/**
 * The sessions (anonymous ids) of a person. Everyone can state a known email or phone in a form, and the touchpoint
 * then belongs to its person: docs/adr/0078. So a touchpoint is the person's own by the user id or by a session in
 * which the user id was stated.
 */

import { hashText } from '../base/hash.ts';
import { removeDevice } from '../channels/devices.ts';
import type { TouchpointInput } from '../model/decision.ts';
import { maxSessions } from '../model/limits.ts';
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
  const session = anonymousId === undefined || isAnyones ? undefined : hashText(anonymousId).slice(0, 8);
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
