/** The page of a link that ends one topic: it names the topic, and ends the topic or the whole purpose. */
import { expect, it } from 'vitest';
import { linkPolicy, publishLinkProgram } from '../../harness/link-program.ts';
import { createLinkSetup, unsubscribeClaim } from '../../harness/link-server.ts';

const claim = { ...unsubscribeClaim, topic: 'harvest' };

async function open(topic = 'harvest') {
  const setup = await createLinkSetup();
  await publishLinkProgram(setup, { ...linkPolicy, unsubscribe: { scope: 'topic' } });
  const path = `/u/${await setup.seal({ ...claim, topic })}`;
  const post = (form: Record<string, string>) => setup.press(path, new URLSearchParams(form));
  return { setup, path, post };
}

it('names the topic in the language of the page, and offers the topic and the purpose by the same kind of button', async () => {
  const { setup, path } = await open();
  const ask = async (lang: string) => (await setup.ask({ path, query: new URLSearchParams({ lang }) })).body;
  const buttons = async (lang: string) =>
    [...(await ask(lang)).matchAll(/<button class="(\w+)" name="scope" value="(\w+)">([^<]+)</g)].map(
      ([, ...parts]) => parts,
    );
  expect(await buttons('en')).toEqual([
    ['primary', 'topic', 'Stop only “New harvests”'],
    ['primary', 'purpose', 'Stop everything in “News and offers”'],
  ]);
  expect(await buttons('it')).toEqual([
    ['primary', 'topic', 'Annulla solo «Nuovi raccolti»'],
    ['primary', 'purpose', 'Annulla tutto in «Novità e offerte»'],
  ]);
  expect(await ask('en')).toMatch(/<a href="\.\.\/p\/[\w-]+">Change your preferences/);
});

it.each([
  ['topic', 'email/harvest', 'We will not send “New harvests” to a•••@example.com any more.'],
  ['purpose', 'email', 'We will not send anything in “News and offers” to a•••@example.com any more.'],
])('ends the %s that the reader chooses, and says so', async (scope, key, text) => {
  const { setup, post } = await open();
  const { status, body } = await post({ scope });
  expect(status).toBe(200);
  expect(body).toContain(text);
  expect(await setup.readConsents()).toEqual({ [key]: 'denied' });
  // The rest of the purpose can still be ended from the page of the topic.
  expect(body.includes('Stop everything in “News and offers”')).toBe(scope === 'topic');
});

it.each([{ 'List-Unsubscribe': 'One-Click' }, {}, { scope: 'all' }])(
  'ends the topic by a post of %j, without reading the program',
  async (form) => {
    const { setup, post } = await open();
    await post(form as Record<string, string>);
    expect(await setup.readConsents()).toEqual({ 'email/harvest': 'denied' });
    expect(setup.injector.calls).not.toContain('programs.loadChunk');
  },
);

it('names a topic without a document by its id, and one whose documents cannot be read', async () => {
  const { setup, path } = await open('roasts');
  expect((await setup.ask({ path })).body).toContain('Stop only “roasts”');
  const broken = await open();
  broken.setup.programs.loadChunk = () => Promise.reject(new Error('down'));
  expect((await broken.setup.ask({ path: broken.path })).body).toContain('Stop only “harvest”');
  expect((await broken.post({ scope: 'topic' })).body).toContain('“harvest”');
  expect(await broken.setup.readConsents()).toEqual({ 'email/harvest': 'denied' });
});

it('ends the purpose of a link without a topic, whatever was posted', async () => {
  const setup = await createLinkSetup();
  const { topic: _topic, ...whole } = claim;
  const path = `/u/${await setup.seal(whole)}`;
  await setup.ask({ method: 'POST', path, form: new URLSearchParams({ scope: 'topic' }) });
  expect(await setup.readConsents()).toEqual({ email: 'denied' });
});

it.each([
  ['unsubscribe-page', 'scope=link'],
  ['unsubscribe-page', 'scope=purpose'],
  ['one-click', 'List-Unsubscribe=One-Click'],
  ['one-click', ''],
])('an unsubscription is stated as "%s" with the form "%s"', async (form, posted) => {
  const setup = await createLinkSetup();
  const path = `/u/${await setup.seal(unsubscribeClaim)}`;
  await setup.ask({ method: 'POST', path, form: new URLSearchParams(posted) });
  expect(setup.events[0]?.context?.['consentSource']).toMatchObject({ form });
});
