/**
 * Consent statements on a touchpoint: `context.consent = { email: true, 'email:surveys': 'denied', 'email/news': true }`,
 * and `context.consentSource`, which says where and how they were made.
 */

import { isObject, type JsonObject } from '../base/json.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import { findNormalizedAddress } from '../channels/addresses.ts';
import { channelDefinitions } from '../channels/channel-definitions.ts';
import { hashAddress, readPresentState, readStateFor } from '../channels/confirmed-address.ts';
import { isEveryKey, isStopKey, parseConsentKey } from '../channels/consent-key.ts';
import { foldConsent } from '../channels/fold-consent.ts';
import { concernsAddress, readStatements } from '../channels/stated-consents.ts';
import { isWeakened, weakenMoment } from '../channels/weak-moment.ts';
import { channelChoice } from '../model/channels.ts';
import type { AddressDenial, TouchpointInput } from '../model/decision.ts';
import { maxConsents } from '../model/limits.ts';
import type { Consent, ConsentState } from '../model/profile.ts';
import type { StatedConsent } from '../model/stated-consent.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { shiftByDuration } from '../time/duration.ts';
import { parseTimestamp } from '../touchpoint/parse-timestamp.ts';
import { isImported } from '../touchpoint/read-import.ts';
import { endReceipt } from '../touchpoint/read-moments.ts';
import { addTrace, type Turn, touchField } from '../turn/turn.ts';
import { findConfirmation } from './find-confirmation.ts';

const none: readonly StatedConsent[] = [];

/**
 * The latest statement wins; of two at the same moment, the strictest (see fold-consent.ts). A no that is not history
 * counts from its receipt, and nothing is stated after it was received: so it wins over every yes received before it,
 * independent of clocks. Each statement has its own moment, so every order of arrival has the same result.
 */
export function applyConsents(
  turn: Turn,
  { touchpoint, denials = [] }: TouchpointInput,
): readonly StatedConsent[] {
  const stated = touchpoint.context['consent'];
  if (stated === undefined || stated === null) return none;
  const statements = readStatements(stated);
  if (statements === undefined) {
    traceInvalid(turn, 'context.consent is no object');
    return none;
  }
  traceProof(turn, touchpoint.context['consentSource']);
  return statements.flatMap(({ key, state, value }) => {
    if (key === undefined)
      traceInvalid(turn, `a key is ${channelChoice}, or one of them with /topic or :purpose`);
    else if (state === undefined) return applyUnreadable(turn, touchpoint, key, value);
    else if (isEveryKey(key) && state !== 'denied')
      traceInvalid(turn, `${key}: only a no is about every purpose`);
    else if (isStopKey(key) && isOfFormerAddress(turn, touchpoint, key))
      traceInvalid(turn, `${key}: the person has another address now`);
    else {
      const consent = readStatement(turn, touchpoint, key, state);
      const deniedAt = denyForAddress(turn, key, consent, denials);
      return { ...applyConsent(turn, key, consent), stated: state, ...omitAbsent({ deniedAt }) };
    }
    return [];
  });
}

/** What was replied from a number that the person had before, and that may be another person's now. */
function isOfFormerAddress({ profile }: Turn, touchpoint: Touchpoint, key: string): boolean {
  const channel = parseConsentKey(key)?.channel;
  const address = channel && findNormalizedAddress(profile, channel);
  return channel !== undefined && address !== undefined && !concernsAddress(touchpoint, channel, address);
}

/**
 * The no of another profile ends the confirmed yes of the person for the same address, once the person states a new yes:
 * it is asked for, and the confirmed yes then lifts the no of the address.
 */
function denyForAddress(
  turn: Turn,
  key: string,
  stated: Consent,
  denials: readonly AddressDenial[],
): number | undefined {
  const channel = parseConsentKey(key)?.channel;
  const known = turn.profile.consents[key];
  if (channel === undefined || known?.confirmed !== true || stated.confirmed === true) return undefined;
  if (isWeakened(known.at)) return undefined;
  const address = findNormalizedAddress(turn.profile, channel);
  const denial = denials.find((each) => each.key === key && each.address === address);
  if (denial === undefined || denial.at < known.at || denial.at >= stated.at) return undefined;
  if (readStateFor(known, channel, address) !== 'granted') return undefined;
  applyConsent(turn, key, { state: 'denied', at: denial.at });
  return denial.at;
}

/** It may be a withdrawal: it stops what a withdrawal stops, from the same moment, until a statement that can be read. */
function applyUnreadable(turn: Turn, touchpoint: Touchpoint, key: string, value: unknown): StatedConsent {
  const { at } = deny(turn, touchpoint);
  const shown = describeUnreadable(value);
  addTrace(turn, 'consent', 'keep', 'consent_unreadable', { note: `${key}: ${shown}` });
  const consent = { state: 'pending', at, unreadableAt: at } as const;
  return { ...applyConsent(turn, key, consent), stated: 'unreadable', value: shown };
}

/** One short word as it is; of all else, which may be personal data, the kind and the length. */
function describeUnreadable(value: unknown): string {
  if (typeof value !== 'string') return Array.isArray(value) ? 'a list' : `a value of type ${typeof value}`;
  return /^[a-z_-]{1,16}$/i.test(value) ? value : `a text of ${value.length} characters`;
}

/** A yes that the person has to confirm is pending until then. */
function readStatement(turn: Turn, touchpoint: Touchpoint, key: string, state: ConsentState): Consent {
  const { source: sender, occurredAt, receivedAt, context } = touchpoint;
  // Percorso's own pages know the millisecond of a statement. Of any other, only the second of its receipt is certain.
  const isExact = sender === 'percorso';
  if (state === 'denied') return isExact ? { state, at: occurredAt } : deny(turn, touchpoint);
  const said = isExact ? occurredAt : Math.min(occurredAt, receivedAt);
  const saidAt = isImported(touchpoint) ? weakenMoment(said) : said;
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
  const { profile, program } = turn;
  const { topicPurposes } = program;
  const known = profile.consents[key];
  const consent = foldConsent(known, stated);
  const isOver = known !== undefined && isOverridden(stated, known, consent);
  if (isOver) addTrace(turn, `consent:${key}`, 'keep', 'older_statement', { note: stated.state });
  if (known === undefined && !isStorable(turn, key, consent)) {
    addTrace(turn, `consent:${key}`, 'keep', 'profile_limit_reached', { note: `${maxConsents} consents` });
    return { key, stated: stated.state, from: stated.at, effect: 'refused' };
  }
  const before = readPresentState(profile, key, topicPurposes);
  if (consent !== known) {
    // Another record, so that what was announced can be compared with it.
    profile.consents = { ...profile.consents, [key]: consent };
    touchField(turn, 'consents');
  }
  const state = readPresentState(profile, key, topicPurposes) ?? consent.state;
  const effect = isOver ? 'overridden' : before === state ? 'kept' : 'changed';
  return { key, stated: stated.state, from: stated.at, state, effect };
}

/** Any source can invent topics and purposes; a no that concerns a message must always be stored. */
function isStorable({ profile, program }: Turn, key: string, { state, unreadableAt }: Consent): boolean {
  const { purpose, topic } = parseConsentKey(key) ?? {};
  if (isEveryKey(key) || isStopKey(key) || (purpose === undefined && topic === undefined)) return true;
  const isStop = state === 'denied' || unreadableAt !== undefined;
  if (isStop && (program.purposes.has(purpose ?? '') || program.topicPurposes.has(topic ?? ''))) return true;
  return Object.keys(profile.consents).length < maxConsents;
}

/** A later statement differs from it and stays in force. */
function isOverridden(stated: Consent, known: Consent, { state, at }: Consent): boolean {
  return state === known.state && at === known.at && stated.state !== state && stated.at <= at;
}

const proofTexts = ['form', 'url', 'ip', 'recordedBy', 'address', 'requestedAt'];

/** Parts of the proof that the ledger cannot keep, or that do not count. */
function traceProof(turn: Turn, source: unknown): void {
  if (source === undefined || source === null) return;
  if (!isObject(source)) {
    traceInvalid(turn, 'context.consentSource is no object');
    return;
  }
  const isText = (value: unknown) =>
    ['string', 'number', 'undefined'].includes(typeof value) || value === null;
  for (const name of proofTexts)
    if (!isText(source[name])) traceInvalid(turn, `consentSource.${name} is no text`);
  const { wording, confirmed = false } = source;
  if (!isText(wording) && !isObject(wording))
    traceInvalid(turn, 'consentSource.wording is neither an object nor a text');
  if (isObject(wording) && !['id', 'version', 'language', 'text'].every((name) => isText(wording[name])))
    traceInvalid(turn, 'consentSource.wording has a part that is no text');
  if (typeof confirmed !== 'boolean') traceInvalid(turn, 'consentSource.confirmed is neither true nor false');
}

function traceInvalid(turn: Turn, note: string): void {
  addTrace(turn, 'consent', 'keep', 'invalid_value', { note });
}
