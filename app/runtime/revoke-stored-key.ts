/** Revokes a key of an API: the API refuses it within a minute. */

interface RevocableKey {
  readonly id: string;
  readonly status: 'active' | 'revoked';
}

/** Nothing was changed: there is no key of this id. */
export interface UnknownKey {
  readonly outcome: 'unknown_key';
}

export async function revokeStoredKey<Key extends RevocableKey>(
  id: string,
  store: { list(): Promise<readonly Key[]>; put(key: Key): Promise<void> },
): Promise<{ readonly outcome: 'revoked'; readonly key: Key } | UnknownKey> {
  const found = (await store.list()).find((key) => key.id === id);
  if (found === undefined) return { outcome: 'unknown_key' };
  const key: Key = { ...found, status: 'revoked' };
  await store.put(key);
  return { outcome: 'revoked', key };
}
