/** Announces each change of a consent's state by the event `Consent Changed`, whatever has changed it. */
import { findAddress } from '../channels/addresses.ts';
import {
  type Addresses,
  listAddresses,
  readPastState,
  readPresentState,
} from '../channels/confirmed-address.ts';
import { parseConsentKey } from '../channels/consent-key.ts';
import { channels } from '../model/channels.ts';
import type { EmitEvent } from '../model/effects.ts';
import type { Profile } from '../model/profile.ts';
import { addTrace, makeEffectId, type Turn } from '../turn/turn.ts';

/** What was announced: the consents, with their states for these addresses. */
export interface AnnouncedConsents {
  readonly consents: Profile['consents'];
  readonly addresses: Addresses;
}

export function noteAnnounced(profile: Profile): AnnouncedConsents {
  return { consents: profile.consents, addresses: listAddresses(profile) };
}

/**
 * One event for each key whose state for the person's address has changed: by a statement, or because the address is
 * another one. Returns what is announced now.
 */
export function announceConsents(turn: Turn, before: AnnouncedConsents): AnnouncedConsents {
  const { profile, program } = turn;
  const { topicPurposes } = program;
  const { consents, addresses } = before;
  const isSame = channels.every((channel, index) => addresses[index] === findAddress(profile, channel));
  if (isSame && profile.consents === consents) return before;
  for (const key of Object.keys(profile.consents)) {
    const scope = parseConsentKey(key);
    const state = readPresentState(profile, key, topicPurposes);
    if (scope === undefined || state === undefined) continue;
    const former = readPastState(
      consents,
      key,
      topicPurposes,
      (channel) => addresses[channels.indexOf(channel)],
    );
    // Of a first statement, the state that it has, although a no to more than the key decided it before.
    if (Object.hasOwn(consents, key) && state === former) continue;
    const origin = `consent:${key}`;
    const effect: EmitEvent = {
      kind: 'EmitEvent',
      id: makeEffectId(turn, origin, state),
      profileId: profile.id,
      name: 'Consent Changed',
      properties: { ...scope, state },
      occurredAt: turn.at,
    };
    turn.effects.push(effect);
    addTrace(turn, origin, 'keep', 'done', { effectId: effect.id, note: state });
  }
  return noteAnnounced(profile);
}
