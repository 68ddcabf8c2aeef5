/** Write keys of the HTTP API. A key itself is never stored: only its SHA-256. */

/** `browser`: public, as it is part of a page or an app. `server`: secret, with the rights of an EventBridge producer. */
export const writeKeyKinds = ['browser', 'server'] as const;
export type WriteKeyKind = (typeof writeKeyKinds)[number];

/** `any`: a call states its user id itself. `signed`: a user id counts only with a user token of a signing key. */
export const userIdRules = ['signed', 'any'] as const;
export type UserIdRule = (typeof userIdRules)[number];

/** The stage has the public half of a pair; a server of the company signs user tokens with the private half. */
export interface SigningKey {
  /** The first characters of the SHA-256 of the public key. */
  readonly id: string;
  /** SPKI in base64, of the curve P-256. */
  readonly publicKey: string;
  /** Epoch ms. */
  readonly createdAt: number;
  /** Epoch ms: from then on its tokens are not valid. */
  readonly expiresAt?: number;
  /** Epoch ms: it was revoked, and cannot be added again. */
  readonly revokedAt?: number;
}

export interface WriteKey {
  /** The first characters of the hash: names the key in lists and commands. */
  readonly id: string;
  /** SHA-256 of the key, 64 hexadecimal digits. */
  readonly hash: string;
  /** `Source` of its touchpoints on the bus. */
  readonly source: string;
  readonly kind: WriteKeyKind;
  readonly status: 'active' | 'revoked';
  /** Epoch ms. */
  readonly createdAt: number;
  /** Epoch ms: from then on the key is not valid. */
  readonly expiresAt?: number;
  /** `any` for server keys, and for browser keys that are older than this field. */
  readonly userIds: UserIdRule;
  /** The oldest first. */
  readonly signingKeys: readonly SigningKey[];
}

export interface WriteKeyReader {
  find(hash: string): Promise<WriteKey | undefined>;
}

export interface WriteKeyStore extends WriteKeyReader {
  /** All of the stage, also those that are not valid any more; the oldest first. */
  list(): Promise<readonly WriteKey[]>;
  /** Creates or replaces the key of this hash. */
  put(key: WriteKey): Promise<void>;
}
