/** A posted form that is not the page's own, or has a value that it does not offer, changes nothing. */
import { describe, expect, it } from 'vitest';
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
});
