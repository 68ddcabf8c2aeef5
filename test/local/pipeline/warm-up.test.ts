/** A warm-up on the local cloud: campaigns larger than the ceiling, sent over days in the order of priority. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { everybodySegment, joinDocuments, makeEmail } from '../../harness/sample-documents.ts';
import { mailings } from './config.ts';
import { openSession, type Session } from './session.ts';

const minute = 60_000;
const people = Array.from({ length: 8 }, (_, index) => `p${index}`);
const ceilings = { '2026-12-01': 4, '2026-12-02': 6, '2026-12-03': 9 };

function makeCampaign(id: string, more = ''): string {
  return `
kind: campaign
id: ${id}
status: live
audience: { segment: everybody }
send: ${id}
schedule: { at: now }
${more}`;
}

const first = joinDocuments(
  mailings.replace(
    'kind: policy',
    'kind: policy\nwarmUp: [{ domain: example.com, start: "2026-12-01", first: 4, factor: 1.5 }]',
  ),
  everybodySegment,
  makeEmail('ordinary', 'Ordinary'),
  makeCampaign('ordinary'),
);
const second = joinDocuments(first, makeEmail('urgent', 'Urgent'), makeCampaign('urgent', 'priority: 1000'));

let session: Session;
beforeAll(async () => {
  // A repeated delivery is one more message in the queue's count, which is asserted here.
  session = await openSession({ startAt: '2026-12-01T06:00:00Z', repeats: 0 });
});
afterAll(() => session.close());

interface Status {
  readonly sending: {
    readonly breaker: { readonly streams: readonly Readonly<Record<string, unknown>>[] };
    readonly warmUps: readonly Readonly<Record<string, unknown>>[];
  };
}

/** Promotional emails of the campaigns, in the order of their sending. */
function listSent(): { readonly subject: string; readonly day: string; readonly time: string }[] {
  return session.cloud
    .messages()
    .filter(({ subject }) => subject === 'Ordinary' || subject === 'Urgent')
    .map(({ subject = '', time }) => ({ subject, day: time.slice(0, 10), time }));
}

async function publish(yaml: string): Promise<void> {
  const { exitCode, text } = await session.publish(yaml);
  expect(exitCode, text).toBe(0);
  await session.advance(5 * minute);
}

async function readWarmUp() {
  const { sending } = await session.ask<Status>('status');
  return sending.warmUps[0];
}

async function advanceTo(time: string): Promise<void> {
  await session.advance(Date.parse(time) - session.cloud.clock.now());
}

it('sends exactly the ceiling, and says how much waits and when the last of it goes', async () => {
  const touches = people.map((userId) => ({
    name: 'Signed Up',
    detail: { userId, traits: { email: `${userId}@example.com` } },
  }));
  await session.put(...touches);
  await session.settle();
  await publish(first);
  expect(listSent()).toHaveLength(4);
  expect(await readWarmUp()).toEqual({
    ...{ domain: 'example.com', start: '2026-12-01', day: 1, ceiling: 4, taken: 4, sent: 4 },
    ...{ waiting: 4, lastGoes: '2026-12-02', ends: '2027-01-01' },
  });

  await publish(second);
  expect(listSent()).toHaveLength(4);
  expect(await readWarmUp()).toMatchObject({ taken: 4, sent: 4, waiting: 12, lastGoes: '2026-12-03' });
  const { text } = await session.percorsoAs('AuthorAccess', 'status');
  expect(text).toContain(`Warm-up of example.com: day 1, until 2027-01-01.
  Today: 4 sent, 0 of 4 left for senders to take.
  About 12 promotional emails wait in the queue. If all are from this domain and no other comes, the last of them goes on 2026-12-03.`);
  expect(text).toMatch(
    /^ {2}promotional +example\.com +4 sent +bounces 0% \(0\), limit 5% +complaints 0% \(0\), limit 0\.1% +too few to evaluate$/m,
  );
});

it('shows what waits for the day in why and timeline, with the reason and the next try', async () => {
  const stories = await Promise.all(
    people.map(async (id) => {
      const { text } = await session.percorso('why', `userId:${id}`, 'ordinary');
      return { id, text };
    }),
  );
  const [waiting, ...others] = stories.filter(({ text }) => !text.includes('Sent 2026-12-01'));
  expect(others).toHaveLength(3);
  expect(waiting?.text).toContain('Held until 2026-12-02 01:00: "ordinary": the daily ceiling of a sending');
  expect(waiting?.text).toContain('(held_by_warm_up)');
  const { text } = await session.percorso('timeline', `userId:${waiting?.id}`);
  expect(text).toMatch(
    /"ordinary" \(campaign ordinary\): held until 2026-12-02 01:00: .*\(held_by_warm_up\)/,
  );
});

it('holds no transactional message', async () => {
  await session.put({ name: 'Receipt Due', detail: { userId: 'p7' } });
  await session.advance(minute);
  expect(session.emailsTo('p7@example.com').filter(({ subject }) => subject === 'Receipt')).toHaveLength(1);
});

it('sends more on the next day, the highest priority first, and loses nothing', async () => {
  await advanceTo('2026-12-02T00:30:00Z');
  expect(listSent().slice(4)).toEqual(
    Array.from({ length: 6 }, () => expect.objectContaining({ subject: 'Urgent', day: '2026-12-02' })),
  );
  expect(await readWarmUp()).toMatchObject({ day: 2, ceiling: 6, taken: 6, sent: 6, waiting: 6 });
  await advanceTo('2026-12-03T00:30:00Z');
  expect(
    listSent()
      .slice(10)
      .map(({ subject }) => subject),
  ).toEqual(['Urgent', 'Urgent']);
  await advanceTo('2026-12-03T03:00:00Z');
  const sent = listSent();
  expect(sent.slice(12).map(({ subject }) => subject)).toEqual(Array.from({ length: 4 }, () => 'Ordinary'));
  const perDay = Object.fromEntries(
    [...Map.groupBy(sent, ({ day }) => day)].map(([day, mails]) => [day, mails.length]),
  );
  expect(perDay).toEqual({ ...ceilings, '2026-12-03': 6 });
  expect(await session.settle()).toEqual({});
  expect(await readWarmUp()).toMatchObject({ day: 3, ceiling: 9, taken: 6, sent: 6, waiting: 0 });
  for (const id of people) {
    const subjects = session.emailsTo(`${id}@example.com`).map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject !== 'Receipt').sort()).toEqual(['Ordinary', 'Urgent']);
  }
});
