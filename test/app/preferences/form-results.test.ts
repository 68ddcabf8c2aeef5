/** The pages' own forms are answered by a redirect to their result; a mail provider's post is answered directly. */
import { expect, it } from 'vitest';
import { makeLinkProfile, publishLinkProgram } from '../../harness/link-program.ts';
import { createLinkSetup, linkStart, unsubscribeClaim } from '../../harness/link-server.ts';

const hour = 3_600_000;
const claims = {
  u: unsubscribeClaim,
  p: { ...unsubscribeClaim, kind: 'preferences' },
  c: { ...unsubscribeClaim, kind: 'confirm', keys: ['email:surveys'], requestedAt: linkStart - 5_000 },
} as const;
const forms = { u: 'scope=link', p: 'on=email&pause=', c: '' } as const;
const titles = { u: 'You are unsubscribed', p: 'Your preferences are saved.', c: 'Thank you' } as const;
const pages = ['u', 'p', 'c'] as const;

async function open(page: (typeof pages)[number]) {
  const setup = await createLinkSetup();
  await publishLinkProgram(setup);
  await setup.profiles.save(makeLinkProfile());
  const path = `/${page}/${await setup.seal(claims[page])}`;
  const post = async (query = new URLSearchParams(), form: string = forms[page]) =>
    setup.ask({ method: 'POST', path, query, form: new URLSearchParams(form) });
  const readResult = async () => new URLSearchParams((await post()).headers['location']?.slice(1));
  return { setup, path, post, readResult };
}

it.each(pages)(
  'answers the form of /%s by a page that can be loaded again, in its language',
  async (page) => {
    const { setup, path, post } = await open(page);
    const { status, headers, body } = await post(new URLSearchParams('lang=it&done=old'));
    expect([status, body]).toEqual([303, '']);
    expect(headers['location']).toMatch(/^\?lang=it&done=[\w-]+$/);
    expect(headers['cache-control']).toBe('no-store');
    const { length } = setup.events;
    const query = new URLSearchParams(headers['location']?.slice(1));
    query.set('lang', 'en');
    for (let load = 0; load < 2; load++) {
      const shown = await setup.ask({ path, query });
      expect(shown.body).toContain(titles[page]);
      // The other language of the page has the result too.
      expect(shown.body).toContain(`href="?lang=it&amp;done=${query.get('done')}"`);
    }
    expect(setup.events).toHaveLength(length);
  },
);

it.each(pages)('shows no result on /%s that is forged, of another link, or old', async (page) => {
  const { setup, path, readResult } = await open(page);
  const result = (await readResult()).get('done') ?? '';
  const other = `/${page}/${await setup.seal({ ...claims[page], profileId: 'P2' })}`;
  const isShown = async (at: string, done: string) =>
    (await setup.ask({ path: at, query: new URLSearchParams({ done }) })).body.includes(titles[page]);
  const flipped = Buffer.from(result, 'base64url');
  flipped[20] = (flipped[20] ?? 0) ^ 1;
  expect(await isShown(path, result)).toBe(true);
  for (const done of ['1', 'saved', path.slice(3), flipped.toString('base64url')]) {
    expect(await isShown(path, done)).toBe(false);
  }
  expect(await isShown(other, result)).toBe(false);
  // A result is no link.
  expect((await setup.ask({ path: `/${page}/${result}` })).status).toBe(404);
  setup.clock.now += hour;
  expect(await isShown(path, result)).toBe(false);
});

it('answers a mail provider directly, whatever the address has', async () => {
  const { post } = await open('u');
  for (const form of ['', 'List-Unsubscribe=One-Click']) {
    const { status, headers, body } = await post(new URLSearchParams('lang=en'), form);
    expect([status, headers['location'], body.includes(titles.u)]).toEqual([200, undefined, true]);
  }
});

it('shows traits that the profile does not have yet, and states a change of them', async () => {
  const { setup, path, post } = await open('p');
  const unchanged = 'on=email&on=sms&on=email/harvest&on=email/offers&language=en';
  const { headers } = await post(undefined, `${unchanged}&frequency=weekly&pause=2026-12-24`);
  const query = new URLSearchParams(headers['location']?.slice(1));
  expect(query.get('done')).not.toContain('weekly');
  const { body } = await setup.ask({ path, query });
  expect(body).toContain('value="weekly" checked');
  expect(body).toContain('value="2026-12-24"');
  // Back to what the profile still has: the last click holds.
  setup.clock.now += 1_000;
  await post(query, `${unchanged}&frequency=all&pause=`);
  expect(setup.events.map(({ traits }) => traits)).toEqual([
    { contact_frequency: 'weekly', contact_pause_until: '2026-12-24' },
    { contact_frequency: 'all', contact_pause_until: null },
  ]);
});

it('prefers a trait that was stated after the form', async () => {
  const { setup, path, post } = await open('p');
  const { headers } = await post(undefined, 'on=email&frequency=weekly&pause=');
  const profile = makeLinkProfile();
  const later = { contact_frequency: { value: 'all', at: linkStart + 1 } };
  await setup.profiles.save({ ...profile, version: 2, traits: { ...profile.traits, ...later } });
  const query = new URLSearchParams(headers['location']?.slice(1));
  expect((await setup.ask({ path, query })).body).toContain('value="all" checked');
});

it('seals the result with the key that opened the link, without another read', async () => {
  const { setup, path } = await open('c');
  let reads = 0;
  const { read } = setup.keyStore;
  setup.restart();
  setup.keyStore.read = (version) => {
    reads += 1;
    return read(version);
  };
  const { status } = await setup.ask({ method: 'POST', path });
  expect([status, reads]).toEqual([303, 1]);
});
