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

const care = (key: string) => `
kind: policy
id: contact
status: live
sensitive: [{ path: event.properties.diagnosis, allow: [journey/care] }]
---
kind: journey
id: care
status: live
trigger: { event: Diagnosed }
key: event.properties.${key}
start: pause
steps:
  pause: { type: wait, for: P30D, next: done }
  done: { type: end }
`;

it('hides the key of a journey in decisions, also of people in an earlier version', async () => {
  await api.stage.publish(care('diagnosis'));
  const event = { at: '2026-11-20T11:00:00Z', event: 'Diagnosed', properties: { diagnosis: 'asthma' } };
  await api.stage.live('carla', [event], '2026-11-22T12:00:00Z');
  for (const key of ['diagnosis', 'case']) {
    await api.stage.publish(care(key));
    const shown = await read('timeline:read');
    expect(shown).toContain('"key":"[sensitive]"');
    expect(shown).not.toContain('asthma');
  }
  expect(await read('timeline:read', 'sensitive:read')).toContain('"key":"asthma"');
});
