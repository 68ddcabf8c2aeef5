/** The circuit breaker from the first bounce to the last message: it pauses a domain, messages wait, a resume sends them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mailings } from './config.ts';
import { openSession, type Session, type Touch } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession();
  const breaker = 'breaker: { bounces: 20, minimum: 4 }';
  const { exitCode, text } = await session.publish(
    mailings.replace('kind: policy', `kind: policy\n${breaker}`),
  );
  expect(exitCode, text).toBe(0);
});
afterAll(() => session.close());

const minute = 60_000;
const hour = 60 * minute;

function touch(name: string, userId: string, email = `${userId}@example.com`): Touch {
  return { name, detail: { userId, traits: { email } } };
}

it('pauses promotional email of the domain, loses nothing, and sends all of it after a resume', async () => {
  const failing = ['ben', 'bob'].map((id) => touch('Offer Made', id, `bounce+${id}@simulator.amazonses.com`));
  await session.put(...failing, touch('Offer Made', 'ada'), touch('Offer Made', 'amy'));
  expect(await session.settle()).toEqual({});
  await session.advance(6 * minute);
  const { text: status } = await session.percorso('status');
  expect(status).toMatch(
    /Paused by the circuit breaker: promotional email from \S+, since .*: 50% bounces \(2 of 4 promotional emails from \S+\); the limit is 20%\./,
  );
  const [, domain = ''] = /promotional email from (\S+),/.exec(status) ?? [];

  const waiting = ['cleo', 'cora'];
  await session.put(...waiting.map((id) => touch('Offer Made', id)), touch('Receipt Due', 'cleo'));
  await session.advance(minute);
  expect(session.emailsTo('cleo@example.com').map(({ subject }) => subject)).toEqual(['Receipt']);
  // Longer than twenty deliveries would last: a message that waits is no dead letter.
  await session.advance(14 * hour);
  expect(session.emailsTo('cora@example.com')).toEqual([]);

  const { exitCode, text } = await session.percorso(
    'resume',
    `sending/${domain}`,
    '--reason',
    'List removed',
  );
  expect(exitCode, text).toBe(0);
  expect(await session.settle()).toEqual({});
  for (const id of waiting)
    expect(session.emailsTo(`${id}@example.com`).filter(({ subject }) => subject === 'Offer')).toHaveLength(
      1,
    );
  await session.advance(10 * minute);
  expect((await session.percorso('status')).text).not.toContain('circuit breaker');
});
