/** Secrets are stored and removed only with a valid name and a value that fits a header. */
import { expect, it } from 'vitest';
import { removeSecret, setSecret } from '../../../app/secrets/change-secrets.ts';

function openStore() {
  const values = new Map<string, string>();
  const store = {
    set: async (name: string, value: string) => void values.set(name, value),
    remove: async (name: string) => values.delete(name),
  };
  return { values, store };
}

it('a secret is stored, replaced and removed once', async () => {
  const { values, store } = openStore();
  expect(await setSecret('crm-token', 'first', store)).toEqual({ outcome: 'stored' });
  expect(await setSecret('crm-token', 'x'.repeat(4096), store)).toEqual({ outcome: 'stored' });
  expect(values.get('crm-token')).toHaveLength(4096);
  expect(await removeSecret('crm-token', store)).toEqual({ outcome: 'removed' });
  expect(await removeSecret('crm-token', store)).toEqual({ outcome: 'unknown_secret' });
});

it.each(['', 'a/b', 'a b', 'x'.repeat(129)])('no secret has the name "%s"', async (name) => {
  const { values, store } = openStore();
  expect(await setSecret(name, 'value', store)).toEqual({ outcome: 'invalid_name' });
  expect(await removeSecret(name, store)).toEqual({ outcome: 'invalid_name' });
  expect(values.size).toBe(0);
});

it.each(['', 'two\nlines', 'naïve', 'x'.repeat(4097)])(
  'a value that fits no header is refused',
  async (value) => {
    const { values, store } = openStore();
    const result = await setSecret('crm-token', value, store);
    expect(result).toEqual({ outcome: 'invalid_value', length: value.length, maxLength: 4096 });
    expect(values.size).toBe(0);
  },
);
