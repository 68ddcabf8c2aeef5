/** One event of each type that SES documents, and what it is read as. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashValue } from '../../../app/feedback/clicks/click-log.ts';
import { readEmailReport } from '../../../app/feedback/read-email-report.ts';

const folder = join(import.meta.dirname, '../../fixtures/ses');

function readFixture(name: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Readonly<Record<string, unknown>>;
}

const common = { address: 'recipient@example.com', template: 'come-back', origin: 'journey:win-back' };

const read: Readonly<Record<string, readonly [outcome: string, properties: object] | undefined>> = {
  send: ['sent', {}],
  delivery: ['delivered', {}],
  'bounce-permanent': ['bounced', { bounceType: 'permanent', reason: 'General' }],
  'bounce-transient': ['bounced', { bounceType: 'transient', reason: 'MailboxFull' }],
  'bounce-undetermined': ['bounced', { bounceType: 'undetermined', reason: 'Undetermined' }],
  complaint: ['complained', { reason: 'abuse' }],
  // The recipient took the mail out of the spam folder.
  'complaint-not-spam': undefined,
  reject: ['failed', { reason: 'Bad content' }],
  open: ['opened', { device: 'phone' }],
  click: ['clicked', { device: 'computer', link: 'https://example.com/offer' }],
  'rendering-failure': [
    'failed',
    { reason: "Attribute 'attributeName' is not present in the rendering data." },
  ],
  'delivery-delay': ['delayed', { reason: 'TransientCommunicationFailure' }],
  // A change of a contact list of SES, which Percorso does not use.
  subscription: undefined,
};

/** Clicks are compared with each other. Only hard bounces and complaints count against the sending domain. */
const more: Readonly<Record<string, object>> = {
  click: {
    click: {
      at: Date.parse('2026-11-20T10:00:30Z'),
      link: hashValue('https://example.com/offer'),
      agent: expect.stringMatching(/^\w+$/),
      address: hashValue('192.0.2.1'),
      device: 'computer',
    },
  },
  'bounce-permanent': { stream: { 'promotional/example.com': { bounced: 1 } } },
  complaint: { stream: { 'promotional/example.com': { complained: 1 } } },
};

describe('an event of SES', () => {
  it.each(Object.entries(read))('of the fixture %s is read', (name, expected) => {
    const report = readEmailReport(readFixture(name));
    if (expected === undefined) expect(report).toBeUndefined();
    else {
      expect(report).toEqual({
        profileId: '01JC0000000000000000000000',
        messageId: '01JD0000000000000000000000',
        channel: 'email',
        outcome: expected[0],
        at: Date.parse('2026-11-20T10:00:30Z'),
        receivedAt: Date.parse('2026-11-20T10:00:30Z'),
        properties: { ...common, ...expected[1] },
        ...more[name],
      });
    }
  });

  it('of every fixture is in this table', () => {
    expect(readdirSync(folder).sort()).toEqual(
      Object.keys(read)
        .map((name) => `${name}.json`)
        .sort(),
    );
  });
});
