/**
 * Consent statements on a touchpoint: `context.consent = { email: true, 'email:surveys': 'denied', 'email/news': true }`,
 * and `context.consentSource`, which says where and how they were made.
 */

import { isObject, type JsonObject } from '../base/json.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import { channelDefinitions } from '../channels/channel-definitions.ts';
import { hashAddress, readPresentState } from '../channels/confirmed-address.ts';
import { isConsentKey, parseConsentKey, readConsentState } from '../channels/consent-key.ts';
import { channelChoice, isChannel } from '../model/channels.ts';
import { maxConsents } from '../model/limits.ts';
import type { Consent, ConsentState } from '../model/profile.ts';
import type { StatedConsent } from '../model/stated-consent.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { shiftByDuration } from '../time/duration.ts';
import { parseTimestamp } from '../touchpoint/parse-timestamp.ts';
import { endReceipt } from '../touchpoint/read-moments.ts';
import { addTrace, type Turn, touchField } from '../turn/turn.ts';
import { findConfirmation } from './find-confirmation.ts';
import { foldConsent } from './fold-consent.ts';

const none: readonly StatedConsent[] = [];

/** A field of Segment's consent manager; it does not contain consent for channels and topics. */
const foreignKeys = new Set(['categoryPreferences']);

/**
 * The latest statement wins; of two at the same moment, the strictest (see fold-consent.ts). A no that is not history
 * counts from its receipt, and nothing is stated after it was received: so it wins over every yes received before it,
 * independent of clocks. Each statement has its own moment, so every order of arrival has the same result.
 */
export function applyConsents(turn: Turn, touchpoint: Touchpoint): readonly StatedConsent[] {
  const stated = touchpoint.context['consent'];
  if (stated === undefined || stated === null) return none;
  if (!isObject(stated)) {
    traceInvalid(turn, 'context.consent is no object');
    return none;
  }
  const kept: StatedConsent[] = [];
  for (const [key, value] of Object.entries(stated)) {
    if (foreignKeys.has(key)) continue;
    const state = readConsentState(value);
    if (!isConsentKey(key))
      traceInvalid(turn, `a key is ${channelChoice}, or one of them with /topic or :purpose`);
    else if (state === undefined) traceInvalid(turn, `${key}: true, false or pending`);
    else {
      const consent = readStatement(turn, touchpoint, key, state);
      kept.push({ ...applyConsent(turn, key, consent), stated: state });
    }
  }
  return kept;
}

/** A yes that the person has to confirm is pending until then. */
function readStatement(turn: Turn, touchpoint: Touchpoint, key: string, state: ConsentState): Consent {
  const { source: sender, occurredAt, receivedAt, context } = touchpoint;
  // Percorso's own pages know the millisecond of a statement. Of any other, only the second of its receipt is certain.
  const isExact = sender === 'percorso';
  if (state === 'denied') return isExact ? { state, at: occurredAt } : deny(turn, touchpoint);
  const saidAt = isExact ? occurredAt : Math.min(occurredAt, receivedAt);
  const source = context['consentSource'];
  if (state === 'pending') return { state, at: saidAt };
  if (!isObject(source) || source['confirmed'] !== true) {
    const needsConfirmation = findConfirmation(turn.program, key) !== undefined;
    return { state: needsConfirmation ? 'pending' : state, at: saidAt };
  }
  const at = readRequestedAt(source, saidAt);
  return { state, at, confirmed: true, ...omitAbsent({ addressHash: findHash(turn, touchpoint, key) }) };
}

/**
 * Of the address that confirmed: the one that the source names, else the one that the touchpoint states. Undefined when
 * there is neither, and for a purpose without double opt-in: the yes then counts for every address.
 */
function findHash({ program }: Turn, { context, traits }: Touchpoint, key: string): string | undefined {
  const channel = parseConsentKey(key)?.channel;
  if (channel === undefined || findConfirmation(program, key) === undefined) return undefined;
  const named = isObject(context['consentSource']) ? context['consentSource']['address'] : undefined;
  const address = named ?? traits[channelDefinitions[channel].addressTrait];
  return typeof address === 'string' && address !== '' ? hashAddress(channel, address) : undefined;
}

/** A confirmation counts from the moment of its request: a no that the person states in between wins over it. */
function readRequestedAt({ requestedAt }: JsonObject, occurredAt: number): number {
  const parsed = typeof requestedAt === 'string' ? parseTimestamp(requestedAt) : undefined;
  return parsed?.ok === true ? Math.min(parsed.at, occurredAt) : occurredAt;
}

/** A no, at the moment from which it counts. */
export function deny({ program }: Turn, { occurredAt, receivedAt }: Touchpoint): Consent {
  const isHistory = occurredAt < shiftByDuration(receivedAt, program.policy.liveWithin, -1);
  return { state: 'denied', at: isHistory ? occurredAt : endReceipt(receivedAt) };
}

/** Returns what the ledger keeps of it. */
export function applyConsent(turn: Turn, key: string, stated: Consent): StatedConsent {
  const { profile } = turn;
  const known = profile.consents[key];
  const consent = foldConsent(known, stated);
  const isOver = known !== undefined && isOverridden(stated, known, consent);
  if (isOver) addTrace(turn, `consent:${key}`, 'keep', 'older_statement', { note: stated.state });
  if (known === undefined && !isChannel(key) && Object.keys(profile.consents).length >= maxConsents) {
    // Any source can invent topics and purposes; a no to a whole channel must always be stored.
    addTrace(turn, `consent:${key}`, 'keep', 'profile_limit_reached', { note: `${maxConsents} consents` });
    return { key, stated: stated.state, from: stated.at, effect: 'refused' };
  }
  const before = readPresentState(profile, key);
  if (consent !== known) {
    // Another record, so that what was announced can be compared with it.
    profile.consents = { ...profile.consents, [key]: consent };
    touchField(turn, 'consents');
  }
  const state = readPresentState(profile, key) ?? consent.state;
  const effect = isOver ? 'overridden' : before === state ? 'kept' : 'changed';
  return { key, stated: stated.state, from: stated.at, state, effect };
}

/** A later statement differs from it and stays in force. */
function isOverridden(stated: Consent, known: Consent, { state, at }: Consent): boolean {
  return state === known.state && at === known.at && stated.state !== state && stated.at <= at;
}

function traceInvalid(turn: Turn, note: string): void {
  addTrace(turn, 'consent', 'keep', 'invalid_value', { note });
}
