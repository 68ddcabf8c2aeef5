/** Write keys of the HTTP API. A key itself is never stored: only its SHA-256. */

/** `browser`: public, as it is part of a page or an app. `server`: secret, with the rights of an EventBridge producer. */
export const writeKeyKinds = ['browser', 'server'] as const;
export type WriteKeyKind = (typeof writeKeyKinds)[number];

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
