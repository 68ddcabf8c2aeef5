/** Every field of a context to which Percorso gives a meaning, and who may state it: everyone can read a browser key. */

/**
 * `anyone`: what a person or a page may state of themselves. `percorso`: only Percorso says it, so the API removes it from
 * calls of browser keys. Of an object with parts, the parts are named that a browser key may not state.
 */
export type ContextRule = 'anyone' | 'percorso' | { readonly withoutParts: readonly string[] };

export const contextFields = {
  /** Names the app of a device. */
  app: 'anyone',
  consent: 'anyone',
  /** `confirmed`, `requestedAt`: a double opt-in. `recordedBy`: who keeps the record. `message`: a reply of the person. */
  consentSource: { withoutParts: ['confirmed', 'requestedAt', 'recordedBy', 'message'] },
  /** With signed user ids, only with a user token. */
  device: 'anyone',
  externalIds: 'anyone',
  /** Made of the `groupId` and the traits of a group call. */
  group: 'percorso',
  /** The account of the page: Segment's SDKs send it with each call. */
  groupId: 'anyone',
  /** A row of an import is history. */
  import: 'percorso',
  /** The topic and the client of a message of AWS IoT. */
  iot: 'percorso',
  ip: 'anyone',
  locale: 'anyone',
  /** Counts only from source `percorso`, which no write key has. */
  origin: 'anyone',
  /** The event of a partner without a person. */
  partnerEvent: 'percorso',
  place: 'anyone',
  /** Made of the `previousId` of an alias call. */
  previousId: 'percorso',
  timezone: 'anyone',
  traits: 'anyone',
  /** What a group call stated of an account without a user token that names the account. */
  unsignedTraits: 'percorso',
  /** Who was claimed without a valid user token. */
  unsignedUser: 'percorso',
  /** Removed from the calls of all keys, after it was checked. */
  userToken: 'anyone',
} as const satisfies Readonly<Record<string, ContextRule>>;
