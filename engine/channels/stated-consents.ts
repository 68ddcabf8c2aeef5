/** Reads `context.consent` of a touchpoint: `{ email: true, 'email:surveys': 'no', 'email/news': 'opted_in' }`. */
import { isObject } from '../base/json.ts';
import type { Channel } from '../model/channels.ts';
import type { ConsentState } from '../model/profile.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { normalizeAddress } from './addresses.ts';
import { readConsentKey } from './consent-key.ts';

export interface ConsentStatement {
  /** As the profile stores it; undefined for a key that is none. */
  readonly key: string | undefined;
  /** Undefined: the value is no known word for a yes or a no. */
  readonly state: ConsentState | undefined;
  /** As the source wrote them. */
  readonly name: string;
  readonly value: unknown;
}

/** A field of Segment's consent manager; it does not contain consent for channels and topics. */
const foreignKeys = new Set(['categoryPreferences']);

const words: Readonly<Record<ConsentState, readonly string[]>> = {
  denied: ['denied', 'false', 'no', '0', 'off', 'withdrawn', 'unsubscribed', 'optedout', 'optout', 'null'],
  granted: ['granted', 'true', 'yes', '1', 'on', 'subscribed', 'optedin', 'optin'],
  pending: ['pending'],
};
const stateOf = new Map(
  Object.entries(words).flatMap(([state, list]) => list.map((word) => [word, state as ConsentState])),
);

/** Undefined: no object. A source may write a word in any case, and with spaces, hyphens or underscores in it. */
export function readStatements(consent: unknown): readonly ConsentStatement[] | undefined {
  if (!isObject(consent)) return undefined;
  return Object.entries(consent).flatMap(([name, value]) => {
    const statement = { key: readConsentKey(name), state: readConsentState(value), name, value };
    return foreignKeys.has(name) ? [] : [statement];
  });
}

/** Whether a statement about what was replied from an address (`context.consentSource.address`) is about this one. */
export function concernsAddress(
  { context }: Pick<Touchpoint, 'context'>,
  channel: Channel,
  address: string,
): boolean {
  const { consentSource } = context;
  const named = isObject(consentSource) ? consentSource['address'] : undefined;
  return typeof named !== 'string' || normalizeAddress(channel, named) === address;
}

/** The statements about a key: more than one when the source wrote it in two ways. */
export function readStatesOf(consent: unknown, key: string): readonly (ConsentState | undefined)[] {
  const statements = readStatements(consent) ?? [];
  return statements.filter((statement) => statement.key === key).map(({ state }) => state);
}

/** `true`, `"no"`, `0`, `"Opted-out"`; undefined for a value that is no known word. */
export function readConsentState(value: unknown): ConsentState | undefined {
  if (typeof value === 'object' && value !== null) return undefined;
  const word = String(value).trim().toLowerCase();
  return stateOf.get(word.replace(/(?<=[a-z])[\s_-](?=[a-z])/g, ''));
}
