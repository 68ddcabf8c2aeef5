/** Failures of sending: the timeline of the person describes the failure of a message, and no other message is affected. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readLogs } from '../../../local/control/read-logs.ts';
import { mailings } from './config.ts';
import { listMessages, listReasons, readPerson } from './observe.ts';
import { openSession, type Session, type Touch } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession();
  await session.publish(mailings);
});
afterAll(() => session.close());
afterEach(() => session.cloud.faults.clear());

const minute = 60_000;

function touch(name: string, userId: string, email = `${userId}@example.com`): Touch {
  return { name, detail: { userId, traits: { email } } };
}

async function readMessage(userId: string) {
  const messages = listMessages(await readPerson(session, `userId:${userId}`));
  expect(messages).toHaveLength(1);
  return messages[0];
}

async function describeTimeline(userId: string): Promise<string> {
  return (await session.percorso('timeline', `userId:${userId}`)).text;
}

function countEmails(userId: string): number {
  return session.emailsTo(`${userId}@example.com`).length;
}

describe('a template that never ends', () => {
  it('fails its own message with render_failed; the messages beside it go out', async () => {
    const others = ['lea', 'leo', 'lia'];
    await session.put(touch('Loop Asked', 'lou'), ...others.map((userId) => touch('Offer Made', userId)));
    expect(await session.settle()).toEqual({});
    expect(await readMessage('lou')).toMatchObject({ state: 'failed', reason: 'render_failed', attempt: 1 });
    expect(await describeTimeline('lou')).toContain(
      '"endless" (rule endless): failed: the template failed (render_failed)',
    );
    // What the sender reported came back as a touchpoint; people read it in the message's own line.
    expect((await session.percorso('timeline', 'userId:lou', '--json')).text).toContain(
      '"name": "Message Failed"',
    );
    expect(countEmails('lou')).toBe(0);
    expect(others.map(countEmails)).toEqual([1, 1, 1]);
    const log = readLogs(session.cloud, 'SendEmail').map(({ line }) => line);
    expect(
      log.some((line) => line.includes('Template endless') && line.includes('Correct the template')),
    ).toBe(true);
  });
});

describe('an email address that is not one', () => {
  it.each(['none', 'a@b', 'two@at@example.com', 'a@example..com', 'spaced out@example.com'])(
    'is not written to, with the reason: %s',
    async (email) => {
      const userId = `bad-${email.replace(/\W/g, '-')}`;
      const neighbour = `${userId}-neighbour`;
      await session.put(touch('Receipt Due', userId, email), touch('Receipt Due', neighbour));
      expect(await session.settle()).toEqual({});
      expect(listReasons(await readPerson(session, `userId:${userId}`))).toEqual([
        'rule:receipt: invalid_address',
      ]);
      expect(await describeTimeline(userId)).toContain('the address is not valid');
      expect(countEmails(neighbour)).toBe(1);
    },
  );

  it('fails when only SES can detect it, and is not tried again until the address changes', async () => {
    // A local part that ours takes and SES does not.
    await session.put(touch('Receipt Due', 'jose', 'josé@example.com'));
    expect(await session.settle()).toEqual({});
    expect(await readMessage('jose')).toMatchObject({ state: 'failed', reason: 'invalid_address' });
    await session.put(touch('Receipt Due', 'jose', 'josé@example.com'));
    await session.settle();
    expect(listReasons(await readPerson(session, 'userId:jose')).sort()).toEqual([
      'rule:receipt: sent_to_channel',
      'rule:receipt: suppressed_address',
      'suppression:email: done',
    ]);
    // EventBridge times have a resolution of a second: a later second, so that the new address is the latest statement.
    await session.advance(minute);
    await session.put(touch('Receipt Due', 'jose', 'jose@example.com'));
    await session.settle();
    expect(countEmails('jose')).toBe(1);
  });
});

describe('SES that throttles', () => {
  it('delays messages and loses none: each goes out once when it lets them', async () => {
    session.cloud.faults.add({ operation: 'ses:SendEmail', kind: 'throttle' });
    const people = Array.from({ length: 10 }, (_, index) => `throttled-${index}`);
    await session.put(
      ...people.map((userId, index) => touch(index % 2 === 0 ? 'Offer Made' : 'Receipt Due', userId)),
    );
    await session.advance(15 * minute);
    expect(people.map(countEmails)).toEqual(people.map(() => 0));
    expect(await readMessage('throttled-0')).toMatchObject({ state: 'released', reason: 'throttled' });
    expect(await describeTimeline('throttled-0')).toContain('waiting for a retry');
    session.cloud.faults.clear();
    expect(await session.settle()).toEqual({});
    expect(people.map(countEmails)).toEqual(people.map(() => 1));
    const { state, attempt = 0 } = (await readMessage('throttled-0')) ?? {};
    expect(state).toBe('sent');
    expect(attempt).toBeGreaterThan(2);
  });
});

describe('SES that is down', () => {
  it('gets a promotional message once, its outcome unknown, and a transactional one again after the wait', async () => {
    session.cloud.faults.add({ operation: 'ses:SendEmail', kind: 'failBefore', count: 2 });
    await session.put(touch('Offer Made', 'dora'), touch('Receipt Due', 'dirk'));
    await session.advance(2 * minute);
    session.cloud.faults.clear();
    expect(await readMessage('dora')).toMatchObject({ state: 'unknown', reason: 'outcome_unknown' });
    expect(await describeTimeline('dora')).toContain('outcome unknown: not sent again');
    expect(await readMessage('dirk')).toMatchObject({ state: 'claimed', attempt: 1 });
    expect(countEmails('dirk')).toBe(0);
    expect(await session.settle()).toEqual({});
    expect(await readMessage('dirk')).toMatchObject({ state: 'sent', attempt: 2 });
    expect([countEmails('dora'), countEmails('dirk')]).toEqual([0, 1]);
  });
});
