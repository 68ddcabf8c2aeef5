/** What a key without the scope `sensitive:read` sees in the timeline of a person. */
import { beforeEach, expect, it } from 'vitest';
import type { ApiScope } from '../../../app/ports/api-keys.ts';
import { openProfileApi, type TestProfileApi } from '../../harness/profile-api.ts';

let api: TestProfileApi;

beforeEach(async () => {
  api = await openProfileApi();
});

async function read(...scopes: readonly ApiScope[]): Promise<string> {
  const { text } = await api.makeKey(scopes);
  return JSON.stringify((await api.get('/v1/profiles/userId:carla/timeline', text)).body);
}

it('hides the traits of an account that the events of the person state', async () => {
  await api.stage.publish(`
kind: policy
id: contact
status: live
sensitive: [{ path: account.iban }]
`);
  const traits = { iban: 'IT60', plan: 'pro' };
  const call = { at: '2026-11-20T11:00:00Z', event: 'Group', type: 'group', groupId: 'acme', traits };
  await api.stage.live('carla', [call], '2026-11-22T12:00:00Z');
  const shown = await read('timeline:read');
  expect(shown).toContain('"traits":{"iban":"[sensitive]","plan":"pro"}');
  expect(shown).not.toContain('IT60');
  expect(await read('timeline:read', 'sensitive:read')).toContain('"iban":"IT60"');
});
