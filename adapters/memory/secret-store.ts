/** Secrets in memory. */
import type { SecretReader, SecretStore } from '../../app/ports/secrets.ts';

export function createMemorySecretStore(now: () => number = Date.now): SecretReader & SecretStore {
  const values = new Map<string, { readonly value: string; readonly setAt: number }>();
  return {
    read: async (name) => values.get(name)?.value,
    set: async (name, value) => void values.set(name, { value, setAt: now() }),
    list: async () =>
      [...values]
        .map(([name, { setAt }]) => ({ name, setAt }))
        .sort((left, right) => (left.name < right.name ? -1 : 1)),
    remove: async (name) => values.delete(name),
  };
}
