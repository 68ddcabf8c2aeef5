/** New traits and segments reach the people who were there before, from their timelines, whatever breaks. */
import { beforeAll, describe, expect, it } from 'vitest';
import { listPendingTraits, startBackfill } from '../../../app/runs/start-backfill.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { makeEventText } from '../../harness/events.ts';
import { createFaultInjector, type Fault, faultKinds } from '../../harness/faults.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { openTown, type Town } from '../../harness/run-harness.ts';
import { minute, now } from '../../harness/spring-campaign.ts';

const base = `
kind: policy
id: contact
status: live
consent: { email: opt-out }
---
kind: template
id: gold
status: live
channel: email
class: promotional
content: { subject: "Gold", html: "<p>Gold.</p>" }
`;

const definitions = `${base}
---
kind: trait
id: revenue
status: live
function: sum
event: Order Completed
path: properties.revenue
---
kind: trait
id: last_sku
status: live
function: last
event: Order Completed
path: properties.sku
---
kind: segment
id: gold
status: live
condition:
  all:
    - profile: { computed: { revenue: [{ numeric: [">=", 60] }] } }
    - did: { event: Order Completed, within: P30D, atLeast: 2 }
---
kind: rule
id: gold
status: live
trigger: { segment: gold, on: entered }
actions: [{ send: gold }]
`;

let plain: ProgramSnapshot;
let rich: ProgramSnapshot;
beforeAll(async () => {
  plain = await makeProgram(base);
  rich = await makeProgram(definitions, plain);
});

const people = 4;

/** Person `i` orders `i` times under the plain program, then the rich one is published; one more order comes after. */
async function openShop(faults: readonly Fault[] = []): Promise<Town> {
  const injector = createFaultInjector(...faults);
  const town = await openTown({ now, people, injector });
  await town.publish(plain);
  for (let person = 0; person < people; person++) {
    for (let order = 0; order < person; order++) sendOrder(town, person, order, now - (9 - order) * minute);
  }
  await town.tick();
  await town.publish(rich);
  await town.tick();
  sendOrder(town, 3, 3, now);
  await town.tick();
  return town;
}

function sendOrder(town: Town, person: number, order: number, at: number): void {
  const detail = { properties: { revenue: 10 * (order + 1), sku: `sku-${order}` } };
  const event = { id: `o-${person}-${order}`, name: 'Order Completed', userId: `u${person}`, at, detail };
  town.stack.queues.get('profile').sendText(makeEventText(event));
}

async function readShop(town: Town) {
  const { profiles } = town.stack.ports;
  const states = await Promise.all(profiles.listIds().map((id) => profiles.load(id, { consistent: true })));
  return states
    .filter((profile) => profile?.userId !== undefined)
    .map((profile) => ({
      user: profile?.userId,
      revenue: profile?.computed['revenue']?.sum,
      last: profile?.computed['last_sku']?.value,
      segments: Object.keys(profile?.segments ?? {}),
    }))
    .sort((left, right) => (String(left.user) < String(right.user) ? -1 : 1));
}

const complete = [
  { user: 'u1', revenue: 10, last: 'sku-0', segments: [] },
  { user: 'u2', revenue: 30, last: 'sku-1', segments: [] },
  { user: 'u3', revenue: 100, last: 'sku-3', segments: ['gold'] },
];

async function backfill(town: Town, triggers = false) {
  await startBackfill(town.runs, rich, { triggers, scanSegments: 2, now: town.stack.clock.now });
  await town.rest();
  return town;
}

describe('a backfill', () => {
  it('is needed: without it only later events count', async () => {
    const [, second, third] = await readShop(await openShop());
    expect(second?.revenue).toBeUndefined();
    expect(third).toMatchObject({ revenue: 40, segments: [] });
  });

  it('counts traits and counters again from the timeline, and sets segments without sending messages', async () => {
    const town = await backfill(await openShop());
    expect(await readShop(town)).toEqual(complete);
    expect(town.listSent()).toEqual([]);
    const [run] = await town.listRuns('backfill');
    expect(run).toMatchObject({ status: 'done', totals: { scanned: people + 3, targeted: people + 3 } });
  });

  it('triggers rules once with the option triggers', async () => {
    const town = await openShop();
    for (const person of (await readShop(town)).map(({ user }) => String(user))) {
      const event = { id: `e-${person}`, name: 'Signed Up', userId: person, at: now };
      const traits = { email: `${person}@example.com` };
      town.stack.queues.get('profile').sendText(makeEventText({ ...event, detail: { traits } }));
    }
    await town.tick();
    await backfill(town, true);
    expect(town.listSent()).toHaveLength(1);
    await backfill(town, true);
    expect(town.listSent()).toHaveLength(1);
  });

  it('finds the new and changed definitions by itself, until a backfill has counted them', async () => {
    const town = await openShop();
    const pending = await listPendingTraits(town.runs, rich);
    expect(pending.filter((id) => !id.startsWith('did:'))).toEqual(['last_sku', 'revenue']);
    expect(pending).toHaveLength(3);
    await backfill(town);
    expect(await listPendingTraits(town.runs, rich)).toEqual([]);
    const changed = definitions.replace('path: properties.sku', 'path: properties.name');
    const next = await makeProgram(changed, rich);
    await town.publish({ ...next, publishedAt: town.stack.clock.now });
    await town.tick();
    expect(await listPendingTraits(town.runs, next)).toEqual(['last_sku']);
  });

  it('keeps definitions pending that changed in the minute in which a backfill ended', async () => {
    const town = await openShop();
    await startBackfill(town.runs, rich, { triggers: false, scanSegments: 2, now: town.stack.clock.now });
    await town.look();
    while (town.stack.queues.get('fan-out').length > 0) await town.deliver('fan-out');
    const changed = definitions.replace('path: properties.sku', 'path: properties.name');
    const next = await makeProgram(changed, rich);
    await town.publish(next);
    await town.look();
    expect((await town.listRuns('backfill'))[0]).toMatchObject({ status: 'done' });
    expect(await listPendingTraits(town.runs, next)).toEqual(['last_sku']);
  });

  it('counts definitions that start-runs has not noted yet', async () => {
    const town = await openTown({ now, people });
    await town.publish(plain);
    await town.tick();
    for (let order = 0; order < 3; order++) sendOrder(town, 3, order, now);
    await town.tick();
    await town.publish(rich);
    town.stack.clock.now += 1;
    await backfill(town);
    expect(await readShop(town)).toMatchObject([{ user: 'u3', revenue: 60, last: 'sku-2' }]);
    expect(await listPendingTraits(town.runs, rich)).toEqual([]);
  });

  it('refuses a trait that is not published', async () => {
    const town = await openShop();
    await expect(
      startBackfill(town.runs, rich, { traits: ['nowhere'], triggers: false, now }),
    ).rejects.toMatchObject({ code: 'trait_unknown' });
  });
});

describe('a backfill while the timeline is behind', () => {
  it('waits for touchpoints that the profile has counted and the timeline does not have yet', async () => {
    const town = await openShop();
    const { timeline, profiles } = town.stack.ports;
    const list = timeline.listTouchpoints;
    let looks = 0;
    // The newest entry of each person appears at the third look.
    timeline.listTouchpoints = async (profileId, cursor) => {
      const page = await list(profileId, cursor);
      const isBehind = ++looks <= 2 * profiles.listIds().length;
      return isBehind ? { ...page, touchpoints: page.touchpoints.slice(0, -1) } : page;
    };
    expect(await readShop(await backfill(town))).toEqual(complete);
    expect(looks).toBeGreaterThan(2 * profiles.listIds().length);
  });
});

describe('crash points of a backfill', () => {
  it.each(faultKinds)('end in the same people when a call %s', async (kind) => {
    const opened = (await openShop()).injector.calls.length;
    const clean = await backfill(await openShop());
    const total = clean.injector.calls.length;
    for (let call = opened + 1; call <= total; call++) {
      const town = await backfill(await openShop([{ call, kind }]));
      const story = `call ${call} (${town.injector.calls[call - 1]}) ${kind}`;
      expect(await readShop(town), story).toEqual(complete);
      expect((await town.listRuns('backfill'))[0]?.status, story).toBe('done');
    }
  });
});
