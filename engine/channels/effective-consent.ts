/**
 * What the statements about a key amount to together with those about more than it: a no to every purpose of the channel
 * (`email:*`, or STOP) is a statement about each purpose, and a no to a purpose ends its topics. A later confirmed yes to a topic
 * lifts the no for that topic only. Each key is stored as it was stated, so that the result depends on no order, and a
 * purpose or topic that is created later is covered as well.
 */
import type { TopicDocument } from '../model/documents/purpose-document.ts';
import type { Consent, Profile } from '../model/profile.ts';
import {
  type ConsentScope,
  defaultPurpose,
  isEveryKey,
  isStopKey,
  makeConsentKey,
  makeEveryKey,
  makeStopKey,
  parseConsentKey,
} from './consent-key.ts';
import { foldConsent } from './fold-consent.ts';

type Consents = Profile['consents'];
/** The purpose of each topic that has a document; the others belong to `marketing`. */
export type TopicPurposes = ReadonlyMap<string, string>;

export function mapTopicPurposes(topics: readonly Pick<TopicDocument, 'id' | 'purpose'>[]): TopicPurposes {
  return new Map(topics.map(({ id, purpose = defaultPurpose }) => [id, purpose]));
}

/** The purpose that a scope is about: of a topic, the one that it belongs to. */
export function findPurpose(
  { topic, purpose = defaultPurpose }: Omit<ConsentScope, 'channel'>,
  topicPurposes: TopicPurposes,
): string {
  return topic === undefined ? purpose : (topicPurposes.get(topic) ?? defaultPurpose);
}

/** Undefined: nothing was stated that concerns the key. */
export function readEffective(
  consents: Consents,
  scope: ConsentScope,
  topicPurposes: TopicPurposes,
): Consent | undefined {
  const { channel, topic } = scope;
  if (topic === undefined) return readPurpose(consents, scope);
  const own = find(consents, makeConsentKey(scope));
  const general = readPurpose(consents, { channel, purpose: findPurpose(scope, topicPurposes) });
  return general === undefined ? own : readTopic(general, own);
}

/**
 * What decides about a topic whose purpose has the state `general`. While the purpose is held back, only a confirmed yes
 * that is later lets the topic through; a yes that is later and pending asks for that confirmation.
 */
export function readTopic(general: Consent, own: Consent | undefined): Consent | undefined {
  if (own?.state === 'denied' || !isHeldBack(general)) return own;
  if (own === undefined) return general;
  const lifted = foldConsent(own, { state: 'denied', at: findStop(general) });
  return lifted.confirmed === true || lifted.state === 'pending' ? lifted : general;
}

/** The moment (epoch ms) of the latest statement that holds the key back. */
export function findStop({ state, at, deniedAt, unreadableAt }: Consent): number {
  return Math.max(state === 'denied' ? at : (deniedAt ?? 0), unreadableAt ?? 0);
}

/** The same, by the text of a key. */
export function readEffectiveOf(
  consents: Consents,
  key: string,
  topicPurposes: TopicPurposes,
): Consent | undefined {
  const scope = parseConsentKey(key);
  return scope && readEffective(consents, scope, topicPurposes);
}

/** No yes is later: only START, which is no yes to anything, ends the no of STOP. */
const endOfTime = Number.MAX_SAFE_INTEGER;

/** A later yes to a purpose lifts the no to every purpose for it, by the rules of one key; STOP it does not lift. */
export function readPurpose(consents: Consents, scope: ConsentScope): Consent | undefined {
  const key = makeConsentKey(scope);
  const own = find(consents, key);
  if (isEveryKey(key) || isStopKey(key)) return own;
  const every = find(consents, makeEveryKey(scope.channel));
  const stop = find(consents, makeStopKey(scope.channel));
  const folded = every === undefined ? own : foldConsent(own, every);
  return stop !== undefined && isHeldBack(stop)
    ? foldConsent(folded, { state: 'denied', at: endOfTime })
    : folded;
}

/**
 * No other yes helps: a no, a no that waits for the confirmation that lifts it, or a later statement that is no known
 * word.
 */
export function isHeldBack({ state, deniedAt, unreadableAt }: Consent): boolean {
  return state === 'denied' || unreadableAt !== undefined || (state === 'pending' && deniedAt !== undefined);
}

function find(consents: Consents, key: string): Consent | undefined {
  return Object.hasOwn(consents, key) ? consents[key] : undefined;
}
