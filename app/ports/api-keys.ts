/** Keys of the Profile API. A key itself is never stored: only its SHA-256. */

/** What a key may read. `sensitive:read`: fields that are marked sensitive, in what the other scopes show. */
export const apiScopes = ['profiles:read', 'timeline:read', 'sensitive:read'] as const;
export type ApiScope = (typeof apiScopes)[number];

export interface ApiKey {
  /** The first characters of the hash: names the key in lists, commands and records of looks. */
  readonly id: string;
  /** SHA-256 of the key, 64 hexadecimal digits. */
  readonly hash: string;
  /** Who reads with it: `call-centre`. */
  readonly name: string;
  readonly scopes: readonly ApiScope[];
  readonly status: 'active' | 'revoked';
  /** Requests a minute, in all processes together. */
  readonly perMinute: number;
  /** Epoch ms. */
  readonly createdAt: number;
  /** Epoch ms: from then on the key is not valid. */
  readonly expiresAt?: number;
}

export interface ApiKeyReader {
  find(hash: string): Promise<ApiKey | undefined>;
}

export interface ApiKeyStore extends ApiKeyReader {
  /** All of the stage, also those that are not valid any more; the oldest first. */
  list(): Promise<readonly ApiKey[]>;
  /** Creates or replaces the key of this hash. */
  put(key: ApiKey): Promise<void>;
}
