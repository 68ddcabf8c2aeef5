/** A posted form that is not the page's own, or has a value that it does not offer, changes nothing. */
import { describe, expect, it } from 'vitest';
import { type Fault, faultKinds } from '../../harness/faults.ts';
import { makeLinkProfile, publishLinkProgram } from '../../harness/link-program.ts';
import { createLinkSetup, unsubscribeClaim } from '../../harness/link-server.ts';

const cases: readonly (readonly [what: string, fields: [string, string][], words: string])[] = [
  ['a form without its fields', [], 'could not be read'],
  ['boxes alone', [['on', 'email']], 'could not be read'],
  ['a word as the date of a pause', [['pause', 'soon']], 'Enter a date'],
  ['another form of date', [['pause', '31.12.2027']], 'Enter a date'],
  ['a past date', [['pause', '2020-01-01']], 'Enter a date'],
];

describe('the form of the preference centre', () => {
  it.each(cases)('changes nothing by %s, and says so', async (_what, fields, words) => {
    const setup = await createLinkSetup();
    await publishLinkProgram(setup);
    await setup.profiles.save(makeLinkProfile());
    const path = `/p/${await setup.seal({ ...unsubscribeClaim, kind: 'preferences' })}`;
    const { status, body } = await setup.ask({ method: 'POST', path, form: new URLSearchParams(fields) });
    expect(status).toBe(400);
    expect(body).toContain(words);
    expect(setup.events).toEqual([]);
  });

  it('keeps what the reader chose when the date is wrong, and states it with the right one', async () => {
    const setup = await createLinkSetup();
    await publishLinkProgram(setup);
    await setup.profiles.save(makeLinkProfile());
    const path = `/p/${await setup.seal({ ...unsubscribeClaim, kind: 'preferences' })}`;
    const shown = 'email sms email/harvest email/offers';
    const first = `shown=${shown}&on=sms&on=email:surveys&frequency=weekly&language=it`;
    const { body } = await setup.press(path, new URLSearchParams(`${first}&pause=2020-01-01`));
    const boxes = [...body.matchAll(/name="on" value="([^"]+)" checked/g)].map(([, key]) => key);
    expect(boxes).toEqual(['sms', 'email:surveys']);
    expect(body).toContain('value="weekly" checked');
    expect(body).toMatch(/<option value="it"[^>]* selected/);
    expect(body).toContain(`name="shown" value="${shown}"`);
    await setup.press(path, new URLSearchParams(`${first}&pause=2027-01-01`));
    expect(setup.events[0]?.context?.['consent']).toMatchObject({
      email: 'denied',
      'email:surveys': 'granted',
    });
    expect(setup.events[0]?.traits).toEqual({
      contact_frequency: 'weekly',
      contact_pause_until: '2027-01-01',
      language: 'it',
    });
  });

  it('leads from a link that is too old to the form for a new one', async () => {
    const setup = await createLinkSetup();
    const path = `/p/${await setup.seal({ ...unsubscribeClaim, kind: 'preferences', issuedAt: 1 })}`;
    const { status, body } = await setup.ask({ path });
    expect([status, body.includes('<a href="../">Manage your preferences</a>')]).toEqual([410, true]);
  });

  it('states each change in the end, whichever call fails: the person posts again until the page says so', async () => {
    const run = async (faults: readonly Fault[] = []) => {
      const setup = await createLinkSetup(faults);
      await publishLinkProgram(setup);
      await setup.profiles.save(makeLinkProfile());
      const path = `/p/${await setup.seal({ ...unsubscribeClaim, kind: 'preferences' })}`;
      // Email off, SMS offers on: a no that holds for the address, and a yes on another channel.
      const fields = ['on=sms', 'on=sms/offers', 'shown=email+sms+email/harvest+email/offers', 'pause='];
      const post = () => setup.press(path, new URLSearchParams(fields.join('&'))).catch(() => undefined);
      return { setup, path, post };
    };
    const clean = await run();
    await clean.post();
    const { calls } = clean.setup.injector;
    expect(calls.filter((name) => name === 'statements.state')).toHaveLength(2);
    for (const [index, name] of calls.entries()) {
      for (const kind of faultKinds) {
        const story = `${name} ${kind}`;
        const { setup, path, post } = await run([{ call: index + 1, kind }]);
        const first = await post();
        setup.invocation.isDead = false;
        setup.restart();
        if (first?.status !== 200) expect((await post())?.status, story).toBe(200);
        expect((await setup.readConsents())['email'], story).toBe('denied');
        const { body } = await setup.ask({ path });
        const boxes = [...body.matchAll(/name="on" value="([^"]+)" checked/g)].map(([, key]) => key);
        expect(boxes, story).toEqual(['sms', 'sms/offers']);
      }
    }
  });
});
