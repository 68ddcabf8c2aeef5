/** SES accepts a message and its answer is lost: the one unknown outcome, and the guarantee for it. */
import { afterEach, describe, expect, it } from 'vitest';
import { type ChangedAssembly, changeTemplate } from './change-template.ts';
import { mailings } from './config.ts';
import { listMessages, readPerson } from './observe.ts';
import { openSession, type Session } from './session.ts';

let session: Session | undefined;
let changed: ChangedAssembly | undefined;
afterEach(async () => {
  await session?.close();
  await changed?.remove();
  changed = undefined;
});

const minute = 60_000;

async function readMessage(open: Session, userId: string) {
  return listMessages(await readPerson(open, `userId:${userId}`));
}

/** One promotional and one transactional message, each accepted by SES without its answer arriving. */
async function loseAnswers(open: Session, kind: 'timeoutAfter' | 'disconnectAfter'): Promise<void> {
  await open.publish(mailings);
  // The first minute of a stage: publish-config creates the key that promotional email needs for its link.
  await open.advance(minute);
  open.cloud.faults.add({ operation: 'ses:SendEmail', kind, count: 2 });
  await open.put(
    { name: 'Offer Made', detail: { userId: 'pia', traits: { email: 'pia@example.com' } } },
    { name: 'Receipt Due', detail: { userId: 'toni', traits: { email: 'toni@example.com' } } },
  );
  await open.advance(2 * minute);
  expect(open.cloud.faults.list().map(({ fired }) => fired)).toEqual([2]);
}

describe('an email that SES took while its answer was lost', () => {
  it('is not sent again when feedback says that it went out', async () => {
    session = await openSession();
    await loseAnswers(session, 'timeoutAfter');
    expect(await session.settle()).toEqual({});
    expect(session.emailsTo('pia@example.com')).toHaveLength(1);
    expect(session.emailsTo('toni@example.com')).toHaveLength(1);
    // Settled as unknown at once; feedback adds its outcome later.
    expect(await readMessage(session, 'pia')).toMatchObject([
      { state: 'unknown', reason: 'outcome_unknown', outcomes: { delivered: expect.any(Number) } },
    ]);
    expect(await readMessage(session, 'toni')).toMatchObject([
      { state: 'sent', attempt: 1, outcomes: { delivered: expect.any(Number) } },
    ]);
  });

  it('is sent again after the wait only when it is transactional and feedback stays out', async () => {
    // Nothing that SES reports reaches the stage's bus.
    changed = await changeTemplate((resources) => {
      for (const [id, { Properties }] of Object.entries(resources)) {
        if (id.startsWith('FeedbackEmailForward')) Properties['EventPattern'] = { source: ['unknown'] };
      }
    });
    session = await openSession({ cdkOut: changed.cdkOut });
    await loseAnswers(session, 'disconnectAfter');
    expect(await readMessage(session, 'toni')).toMatchObject([{ state: 'claimed', attempt: 1 }]);
    await session.advance(5 * minute);
    expect(session.emailsTo('toni@example.com')).toHaveLength(1);
    expect(await session.settle()).toEqual({});
    expect(session.emailsTo('toni@example.com')).toHaveLength(2);
    expect(await readMessage(session, 'toni')).toMatchObject([{ state: 'sent', attempt: 2 }]);

    await session.advance(24 * 60 * minute);
    expect(session.emailsTo('pia@example.com')).toHaveLength(1);
    expect(await readMessage(session, 'pia')).toMatchObject([{ state: 'unknown', attempt: 1 }]);
    expect((await session.percorso('timeline', 'userId:pia')).text).toContain(
      'outcome unknown: not sent again',
    );
  });
});
