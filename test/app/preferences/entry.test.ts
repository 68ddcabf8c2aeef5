/** The form at the address of the stage: one answer for every address, and at most one message per hour. */
import { expect, it } from 'vitest';
import { createLinkSetup, linkAddress } from '../../harness/link-server.ts';

const post = (setup: Awaited<ReturnType<typeof createLinkSetup>>, email: string) =>
  setup.press('/', new URLSearchParams({ email }));

async function open() {
  const setup = await createLinkSetup();
  await setup.identities.claim({ type: 'email', value: linkAddress }, { profileId: 'P1' });
  return setup;
}

it('gives the same response for a known and an unknown address, and asks for a link for the known one', async () => {
  const setup = await open();
  const [known, unknown] = [await post(setup, ' Anna@Example.com '), await post(setup, 'else@example.com')];
  expect(known).toEqual(unknown);
  expect(known.status).toBe(200);
  expect(setup.events).toEqual([
    expect.objectContaining({ name: 'Preferences Link Requested', profileId: 'P1', properties: {} }),
  ]);
});

/** How an address can lead to its profile: by the keys between them. */
const known = {
  'of no profile': [],
  'bound to a profile': [{ type: 'email', value: linkAddress }],
  'bound to a user id': [
    { type: 'email', value: linkAddress },
    { type: 'userId', value: 'anna' },
  ],
  'bound to a user id by another address and a device': [
    { type: 'email', value: linkAddress },
    { type: 'email', value: 'ann@example.com' },
    { type: 'anonymousId', value: 'device' },
    { type: 'userId', value: 'anna' },
  ],
} as const;

it.each(Object.entries(known))('makes the same calls for an address %s', async (_, keys) => {
  const setup = await createLinkSetup();
  for (const [index, key] of keys.entries()) {
    const next = keys[index + 1];
    await setup.identities.claim(key, next === undefined ? { profileId: 'P1' } : { sameAs: next });
  }
  await post(setup, linkAddress);
  // Both buses are the same one: the same call, with an event of the same size.
  expect(setup.injector.calls.map((name) => name.replace('notices', 'events'))).toEqual([
    'programs.readCurrent',
    'identities.find',
    'identities.find',
    'identities.find',
    'identities.find',
    'events.put',
  ]);
  expect(setup.events.map(({ profileId }) => profileId)).toEqual(keys.length === 0 ? [] : ['P1']);
  expect(JSON.stringify(setup.notices)).not.toContain('anna');
});

it.each(['known', 'unknown'])(
  'gives the same response while the bus is down, for an address that is %s',
  async (which) => {
    const setup = await open();
    setup.bus.isDown = true;
    const { status, body } = await post(setup, which === 'known' ? linkAddress : 'else@example.com');
    expect([status, body.includes('Check your inbox')]).toEqual([200, true]);
  },
);

it('states the same event within an hour, however often the form is posted, and another one later', async () => {
  const setup = await open();
  for (let minute = 0; minute < 60; minute += 20) {
    await post(setup, linkAddress);
    setup.clock.now += 20 * 60_000;
  }
  await post(setup, linkAddress);
  const different = new Set(setup.events.map((event) => JSON.stringify(event)));
  expect([setup.events.length, different.size]).toEqual([4, 2]);
});

it('asks again for an address that is none, and repeats nothing that was entered', async () => {
  const setup = await open();
  const { status, body } = await post(setup, '<script>alert(1)</script>');
  expect(status).toBe(422);
  expect(body).toContain('aria-invalid="true"');
  expect(body).not.toContain('alert(1)');
  expect(setup.events).toEqual([]);
});

it('shows the form to GET and changes nothing', async () => {
  const setup = await open();
  expect((await setup.ask({ path: '/' })).body).toContain('Manage your preferences');
  expect(setup.events).toEqual([]);
});
