/** A posted form that is not the page's own, or has a value that it does not offer, changes nothing. */
import { describe, expect, it } from 'vitest';
import { makeLinkProfile, publishLinkProgram } from '../../harness/link-program.ts';
import { createLinkSetup, unsubscribeClaim } from '../../harness/link-server.ts';

describe('the form of the preference centre', () => {
  it.each([
    ['a form without its fields', [], 'could not be read'],
    ['boxes alone', [['on', 'email']], 'could not be read'],
    ['a word as the date of a pause', [['pause', 'soon']], 'Enter a date'],
    ['another form of date', [['pause', '31.12.2027']], 'Enter a date'],
    ['a past date', [['pause', '2020-01-01']], 'Enter a date'],
  ] as [string, [string, string][], string][])(
    'changes nothing by %s, and says so',
    async (_name, fields, words) => {
      const { post, stated } = await open();
      const { status, body } = await post(...fields);
      expect(status).toBe(400);
      expect(body).toContain(words);
      expect(stated()).toEqual([]);
    },
  );
});
