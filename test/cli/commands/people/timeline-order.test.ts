/** What happened within one second is shown in the order in which it was decided: EventBridge's times have no more. */
import { beforeEach, describe, expect, it } from 'vitest';
import { readRecording } from '../../../../app/inspect/read-recording.ts';
import type { TimelineStore } from '../../../../app/ports/timeline-store.ts';
import { showTimeline } from '../../../../cli/commands/people/timeline.ts';
import { showWhy } from '../../../../cli/commands/people/why.ts';
import { createProcess } from '../../../harness/actor.ts';
import { makeEventText } from '../../../harness/events.ts';
import { type Life, openLife } from '../../../harness/one-life.ts';

const second = Date.parse('2026-06-01T12:00:05Z');
const documents = `
kind: template
id: hello
status: live
channel: email
class: transactional
content: { subject: Hello, html: "<p>Hello</p>" }
---
kind: rule
id: greet
status: live
trigger: { event: First }
actions: [ { send: hello } ]
---
kind: rule
id: answer
status: live
trigger: { event: [Second, Third] }
actions: [ { update: { traits: { seen: true } } } ]
---
kind: journey
id: short
status: live
trigger: { event: First }
start: pause
steps:
  pause: { type: wait, for: PT1M, next: done }
  done: { type: end }
`;

let life: Life;
beforeEach(async () => {
  life = await openLife(documents, second + 100);
});

/** Ids that sort against the order of arrival. */
const makeEvent = (name: string, id: string, at = second) =>
  makeEventText({ id, name, userId: 'anna', at, detail: { traits: { email: 'anna@example.com' } } });

async function openPerson() {
  const { ports } = life.stack;
  const { id } = await life.load();
  await ports.identities.claim({ type: 'userId', value: 'anna' }, { profileId: id });
  return {
    ...ports,
    id,
    programs: ports.programStore,
    scanner: { scan: never, makeCursor: never },
    readNow: never,
  };
}
const never = (): never => {
  throw new Error('not needed');
};

async function claimMessage(at: number): Promise<void> {
  const [message] = life.listMessages();
  if (message === undefined) throw new Error('no message');
  await life.stack.ports.ledger.claim(message, 'batch', at, 4_000_000_000);
}

/** Names of events, `message` and `time`, as `timeline` shows them. */
async function listShown(): Promise<string[]> {
  const { lines } = await showTimeline('userId:anna', { limit: 100 }, await openPerson());
  const rows = lines.filter((line) => /^ *2026/.test(line));
  return rows.flatMap((line) => /(First|Second|Third|time passed|"hello")/.exec(line)?.[1] ?? []);
}

describe('percorso timeline, within one second', () => {
  it('shows an event behind a message that was sent before it came', async () => {
    await life.deliver([makeEvent('First', 'z')]);
    await claimMessage(second + 300);
    life.stack.clock.now = second + 800;
    await life.deliver([makeEvent('Second', 'a')]);
    expect(await listShown()).toEqual(['First', '"hello"', 'Second']);
  });

  it('shows an event behind what time did before it came', async () => {
    await life.deliver([makeEvent('First', 'z')]);
    const due = (await life.load()).wakeAt ?? 0;
    await life.wakeUntil(due);
    life.stack.clock.now = due + 50;
    await life.deliver([makeEvent('Second', 'a', Math.floor(due / 1000) * 1000)]);
    expect(await listShown()).toEqual(['First', 'time passed', 'Second']);
  });

  it('shows events as they were decided, also when the one received last was decided first', async () => {
    const [first, later] = [makeEvent('First', 'z'), makeEvent('Second', 'a')];
    life.stack.clock.now = second + 900;
    await life.deliver([first]);
    life.stack.clock.now = second + 200;
    await life.deliver([later]);
    expect(await listShown()).toEqual(['First', 'Second']);
    const { id, timeline } = await openPerson();
    const { arrivals = [] } = (await readRecording(timeline, id)) ?? {};
    expect(arrivals).toHaveLength(2);
  });

  it('keeps the order of one decision', async () => {
    const at = (name: string, id: string, ms: number) =>
      makeEventText({
        id,
        name,
        userId: 'anna',
        at: second,
        detail: { timestamp: new Date(second + ms).toISOString() },
      });
    await life.deliver([at('Third', 'a', 30), at('First', 'c', 10), at('Second', 'b', 20)]);
    expect(await listShown()).toEqual(['First', 'Second', 'Third']);
    const stored = life.stack.ports.timeline.listAllEntries();
    expect(stored.map(({ name, version, position }) => [name, version, position])).toEqual([
      ['First', 1, undefined],
      ['Second', 1, 1],
      ['Third', 1, 2],
    ]);
  });
});

describe('the version in an entry', () => {
  it('is that of the decision, also when the entry is written later from the outbox', async () => {
    const down = async () => Promise.reject(new Error('ThrottlingException'));
    const { ports } = life.stack;
    const broken: TimelineStore = {
      ...ports.timeline,
      putEntries: down,
      restoreEntry: down,
      amendEntry: down,
    };
    const process = createProcess({ ...ports, timeline: broken });
    await life.deliver([makeEvent('First', 'z'), makeEvent('Second', 'y')], { process });
    expect(ports.timeline.listAllEntries()).toEqual([]);
    await life.deliver([makeEvent('Third', 'a')]);
    const stored = ports.timeline.listAllEntries();
    const places = stored.map(({ name, version, position }) => [name, version, position]);
    expect(places).toContainEqual(['First', 1, 1]);
    expect(places).toContainEqual(['Second', 1, undefined]);
    expect(stored.find(({ name }) => name === 'Third')?.version).toBeGreaterThan(1);
  });

  it('may be absent: entries from before are ordered by when they were received', async () => {
    const { ports } = life.stack;
    await life.deliver([makeEvent('First', 'z')]);
    const { id } = await life.load();
    const old = { profileId: id, source: 'shop', occurredAt: second, traces: [] };
    await ports.timeline.putEntries(
      [
        { ...old, touchpointId: 'm', name: 'Second', receivedAt: second - 10 },
        { ...old, touchpointId: 'b', name: 'Third', receivedAt: second - 20 },
      ],
      4_000_000_000,
    );
    expect(await listShown()).toEqual(['Third', 'Second', 'First']);
  });
});

it('why lists decisions in the order in which they were made', async () => {
  life.stack.clock.now = second + 900;
  await life.deliver([makeEvent('Second', 'z')]);
  life.stack.clock.now = second + 200;
  await life.deliver([makeEvent('Third', 'a')]);
  const { lines } = await showWhy('userId:anna', 'rule:answer', await openPerson(), {
    limit: 100,
    now: second,
  });
  const causes = lines.flatMap((line) => /(Second|Third) \(/.exec(line)?.[1] ?? []);
  expect(causes).toEqual(['Second', 'Third']);
});
