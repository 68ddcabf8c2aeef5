/** A confirmation that would have no effect: the page says why, and nothing is stated. */
import { describe, expect, it } from 'vitest';
import { makeLinkProfile, publishLinkProgram } from '../../harness/link-program.ts';
import { createLinkSetup, linkStart, unsubscribeClaim } from '../../harness/link-server.ts';

const confirmClaim = {
  ...unsubscribeClaim,
  kind: 'confirm',
  purpose: 'surveys',
  keys: ['email:surveys'],
  requestedAt: linkStart - 5_000,
} as const;

async function open(profile = makeLinkProfile()) {
  const setup = await createLinkSetup();
  await publishLinkProgram(setup);
  await setup.profiles.save(profile);
  const path = `/p/${await setup.seal({ ...unsubscribeClaim, kind: 'preferences' })}`;
  return { setup, path };
}

describe('a confirmation without an effect', () => {
  const deny = (at: number) =>
    ({
      channel: 'email',
      address: 'anna@example.com',
      kind: 'consent',
      key: 'email:surveys',
      consent: { state: 'denied', at },
    }) as const;

  async function press(setup: Awaited<ReturnType<typeof open>>['setup'], language = 'en') {
    const path = `/c/${await setup.seal({ ...confirmClaim, locale: language })}`;
    const bodies: string[] = [];
    bodies.push((await setup.ask({ path })).body, (await setup.press(path, new URLSearchParams())).body);
    return bodies;
  }

  it.each([
    ['en', 'You have unsubscribed after this request. Please fill in the form again.'],
    ['it', 'Compila di nuovo il modulo.'],
  ])('says in %s that a later no of the person counts', async (language, text) => {
    const person = makeLinkProfile();
    const consents = { ...person.consents, 'email:surveys': { state: 'denied', at: linkStart } } as const;
    const { setup } = await open({ ...person, consents });
    for (const body of await press(setup, language)) expect(body).toContain(text);
    expect(setup.events).toEqual([]);
  });

  it('says so after a no of another person for the address, not after an earlier one', async () => {
    const { setup } = await open();
    await setup.book.keep(deny(confirmClaim.requestedAt - 1));
    expect((await press(setup))[1]).toContain('Your subscription is confirmed');
    await setup.book.keep(deny(confirmClaim.requestedAt));
    for (const body of await press(setup)) expect(body).toContain('You have unsubscribed after this request');
    expect(setup.events).toHaveLength(1);
  });

  it.each(['person', 'address'])('says so after a no of the %s to every purpose', async (holder) => {
    const person = makeLinkProfile();
    const no = { state: 'denied', at: confirmClaim.requestedAt } as const;
    const ofPerson = { ...person, consents: { ...person.consents, 'email:*': no } };
    const { setup } = await open(holder === 'person' ? ofPerson : person);
    if (holder === 'address') await setup.book.keep({ ...deny(no.at), key: 'email:*' });
    for (const body of await press(setup)) expect(body).toContain('You have unsubscribed after this request');
    expect(setup.events).toEqual([]);
  });

  it('says whom to ask after a complaint, and so does the preference centre, without boxes', async () => {
    const { setup, path } = await open();
    await setup.book.keep({
      channel: 'email',
      address: 'anna@example.com',
      kind: 'suppressed',
      reason: 'complained',
    });
    for (const body of await press(setup)) expect(body).toContain('please contact us');
    const { body } = await setup.ask({ path });
    expect(body).toContain('please contact us');
    expect(body).not.toContain('value="email');
    expect(body).toContain('value="sms" checked');
    expect(setup.events).toEqual([]);
  });

  it('names the purpose that has ended beside the topic, and refuses after a later no to the purpose', async () => {
    const person = makeLinkProfile();
    const email = { state: 'denied', at: confirmClaim.requestedAt - 1 } as const;
    const { setup } = await open({ ...person, consents: { ...person.consents, email } });
    const path = `/c/${await setup.seal({ ...confirmClaim, keys: ['email/harvest'] })}`;
    const { body } = await setup.ask({ path });
    expect(body).toContain('You have unsubscribed from “News and offers”');
    expect(body).toContain('<li>New harvests</li>');
    await setup.book.keep({ ...deny(confirmClaim.requestedAt), key: 'email' });
    for (const method of ['GET', 'POST'])
      expect((await setup.ask({ method, path })).body).toContain('You have unsubscribed after this request');
    expect(setup.events).toEqual([]);
  });

  it('asks for the link that went to the present address', async () => {
    const person = makeLinkProfile();
    const email = { value: 'other@example.com', at: linkStart };
    const { setup } = await open({ ...person, traits: { ...person.traits, email } });
    for (const body of await press(setup)) expect(body).toContain('You use another address now');
    expect(setup.events).toEqual([]);
  });
});

it('a confirmation states the message, its template and the text of the page, which is kept once', async () => {
  const { setup } = await open();
  const message = { messageId: 'M7', template: 'confirm-surveys', revision: 'r1', locale: 'it' };
  const path = `/c/${await setup.seal({ ...confirmClaim, ...message })}`;
  for (let press = 0; press < 2; press++) await setup.ask({ method: 'POST', path });
  const source = setup.events[0]?.context?.['consentSource'];
  expect(source).toMatchObject({
    form: 'confirmation',
    requestedAt: new Date(confirmClaim.requestedAt).toISOString(),
    message: { id: 'M7', template: 'confirm-surveys', revision: 'r1', language: 'it' },
    wording: { id: 'confirmation', language: 'it' },
  });
  const { version } = (source as { readonly wording: { readonly version: string } }).wording;
  const kept = await setup.wordings.find(version);
  expect(kept?.text.split('\n')).toEqual(
    expect.arrayContaining(['Vuoi ricevere i messaggi all’indirizzo {address}?', '- Sondaggi']),
  );
  expect(JSON.stringify(kept)).not.toContain('anna');
});

it.each([
  ['en', ['Surveys', 'New harvests', 'News and offers']],
  ['it', ['Sondaggi', 'Nuovi raccolti', 'Novità e offerte']],
])('a confirmation names in "%s" what it confirms, before and after', async (locale, names) => {
  const { setup } = await open();
  const keys = ['email:surveys', 'email/harvest', 'email'];
  const path = `/c/${await setup.seal({ ...confirmClaim, keys, locale })}`;
  for (const { body } of [await setup.ask({ path }), await setup.press(path, new URLSearchParams())]) {
    expect([...body.matchAll(/<li>([^<]+)/g)].map(([, name]) => name)).toEqual(names);
  }
});
