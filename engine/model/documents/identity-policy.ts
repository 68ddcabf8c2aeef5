/** The part of the contact policy about identifiers: what they are called, which values count, and how many. */

/** How the values of a kind are compared. They apply in this order, whatever the order in the document. */
export const idForms = ['lower-case', 'no-separators', 'digits', 'no-leading-zeros'] as const;
export type IdForm = (typeof idForms)[number];

/** What becomes of an id that two users state: it leads to a profile of its own, or stays with the first of them. */
export const sharingPolicies = ['shared', 'first'] as const;
export type SharingPolicy = (typeof sharingPolicies)[number];

export interface IdentityPolicy {
  /** Kinds that select the profile first, after `userId`. The others follow in the built-in order. */
  readonly priority?: readonly string[];
  /** By kind: `userId`, `anonymousId`, `email`, `phone`, `deviceToken`, types of `context.externalIds`; and `groupId` of accounts. */
  readonly kinds?: Readonly<Record<string, IdentifierPolicy>>;
}

export interface IdentifierPolicy {
  /** Not of email, phone and device tokens, which have a form of their own. */
  readonly normalize?: readonly IdForm[];
  /** Calling code of phones that are stated without one: `+39`. */
  readonly phonePrefix?: string;
  /** Values that identify no one, beside the built-in ones: in any case, `*` for any text. */
  readonly never?: readonly string[];
  /** Built-in values that do identify people here. */
  readonly allow?: readonly string[];
  /** False: the id never selects a profile. Default true, of `deviceToken` false. */
  readonly unique?: boolean;
  /** Default of email and phone `first`, of the others `shared`. */
  readonly ofTwoUsers?: SharingPolicy;
  /** Maximum per profile; no maximum when absent. */
  readonly max?: number;
}
