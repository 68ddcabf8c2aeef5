/** Stores and removes the secrets that webhooks use and that documents reference by name. */
import { headerTextPattern, secretNamePattern } from '../../engine/model/secret-reference.ts';
import type { SecretStore } from '../ports/secrets.ts';

/** Nothing was changed: a name has 1 to 128 letters, digits, dots, hyphens and underscores. */
export interface InvalidSecretName {
  readonly outcome: 'invalid_name';
}

/** Nothing was changed: a value is one line of 1 to `maxLength` plain ASCII characters. */
export interface InvalidSecretValue {
  readonly outcome: 'invalid_value';
  /** Characters that were received. The value itself is not repeated: it would stay in logs. */
  readonly length: number;
  readonly maxLength: number;
}

/** Parameter Store's limit for a standard parameter. */
const maxLength = 4096;

/** Replaces an existing value. */
export async function setSecret(
  name: string,
  value: string,
  store: Pick<SecretStore, 'set'>,
): Promise<{ readonly outcome: 'stored' } | InvalidSecretName | InvalidSecretValue> {
  if (!secretNamePattern.test(name)) return { outcome: 'invalid_name' };
  if (value.length > maxLength || !headerTextPattern.test(value))
    return { outcome: 'invalid_value', length: value.length, maxLength };
  await store.set(name, value);
  return { outcome: 'stored' };
}

export async function removeSecret(
  name: string,
  store: Pick<SecretStore, 'remove'>,
): Promise<{ readonly outcome: 'removed' | 'unknown_secret' } | InvalidSecretName> {
  if (!secretNamePattern.test(name)) return { outcome: 'invalid_name' };
  return { outcome: (await store.remove(name)) ? 'removed' : 'unknown_secret' };
}
