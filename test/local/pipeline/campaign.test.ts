/** A campaign on the local cloud: published, started by the clock, fanned out in scan segments, sent once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDynamoProgramStore } from '../../../adapters/dynamodb/program-store.ts';
import { createDynamoRunStore } from '../../../adapters/dynamodb/run-store.ts';
import { loadProgram } from '../../../app/publish/load-program.ts';
import { startBackfill } from '../../../app/runs/start-backfill.ts';
import { makeCampaign } from '../../harness/spring-campaign.ts';
import { readProfile } from './observe.ts';
import { openSession, type Session } from './session.ts';

let session: Session;
beforeAll(async () => {
  session = await openSession();
});
afterAll(() => session.close());

const minute = 60_000;

function config(at: number): string {
  return makeCampaign(`{ at: "${new Date(at).toISOString()}" }`);
}

it('reaches every member of its segment once, and no one else', async () => {
  for (let start = 0; start < 60; start += 10) {
    await session.put(
      ...Array.from({ length: 10 }, (_, index) => ({
        name: 'Signed Up',
        detail: {
          userId: `u${start + index}`,
          traits: { email: `u${start + index}@example.com`, country: index % 2 === 0 ? 'IT' : 'FR' },
        },
      })),
    );
  }
  await session.settle();
  // A guest's order and an app, which turn out to have one mailbox.
  const traits = { email: 'dupe@example.com', country: 'IT' };
  for (const detail of [{ anonymousId: 'g', traits }, { userId: 'app' }, { userId: 'app', traits }]) {
    await session.put({ name: 'Seen', detail });
    await session.settle();
  }
  const { text, exitCode } = await session.publish(config(session.cloud.clock.now() + 5 * minute));
  expect(exitCode, text).toBe(0);
  await session.advance(10 * minute);
  const dead = await session.settle();
  expect(Object.values(dead).every((count) => count === 0)).toBe(true);
  const sent = session.cloud.messages().map(({ to }) => to);
  expect(sent.sort()).toEqual(
    Array.from({ length: 60 }, (_, index) => index)
      .filter((index) => (index % 10) % 2 === 0)
      .map((index) => `u${index}@example.com`)
      .concat('dupe@example.com')
      .sort(),
  );
});

it('sends nothing more to a mailbox after a refusal by any profile that shares it', async () => {
  await session.put({
    name: 'Unsubscribed',
    detail: { userId: 'app', context: { consent: { email: false } } },
  });
  await session.settle();
  const { text, exitCode } = await session.publish(config(session.cloud.clock.now() + 5 * minute));
  expect(exitCode, text).toBe(0);
  const before = session.cloud.messages().length;
  await session.advance(10 * minute);
  await session.settle();
  const sent = session.cloud.messages().map(({ to }) => to);
  expect(sent.length - before).toBe(30);
  expect(sent.filter((to) => to === 'dupe@example.com')).toHaveLength(1);
});

const visits = `
kind: trait
id: visits
status: live
function: count
event: Signed Up
---
kind: segment
id: visitors
status: live
condition: { profile: { computed: { visits: [{ numeric: [">=", 1] }] } } }
`;

it('brings a new trait and segment to those already there, from their timelines', async () => {
  const { exitCode, text } = await session.publish(
    `${config(session.cloud.clock.now() - 10 * minute)}---${visits}`,
  );
  expect(exitCode, text).toBe(0);
  await session.advance(2 * minute);
  const programs = createDynamoProgramStore(session.dynamodb, session.output('ConfigTable'));
  const runs = createDynamoRunStore(session.dynamodb, session.output('RunsTable'));
  const snapshot = await loadProgram(programs, await programs.readCurrent());
  const run = await startBackfill(runs, snapshot, { triggers: false, now: session.cloud.clock.now() });
  expect(run.task).toMatchObject({ traits: ['visits'] });
  await session.advance(5 * minute);
  const dead = await session.settle();
  expect(Object.values(dead).every((count) => count === 0)).toBe(true);
  expect(await runs.readRun(run.name, run.run)).toMatchObject({
    status: 'done',
    // The guest is the person of the app since both stated the mailbox.
    totals: { targeted: 61 },
  });
  const profile = await readProfile(session, 'userId:u7');
  expect(profile.computed['visits']).toMatchObject({ count: 1 });
  expect(Object.keys(profile.segments)).toEqual(['visitors']);
});
