/** Large decisions: an entry, a count or an effect that a service would refuse blocks no one. */
import { describe, expect, it } from 'vitest';
import { measureItem } from '../../../adapters/dynamodb/measure-item.ts';
import { decodeStatistics, encodeStatistics } from '../../../adapters/dynamodb/statistics-item.ts';
import { decodeEntry, encodeEntryBody, makeEntryKey } from '../../../adapters/dynamodb/timeline-item.ts';
import { planHealing } from '../../../app/advance/publication/publication.ts';
import { publishAll } from '../../../app/advance/publication/publish.ts';
import type { EmitEvent } from '../../../engine/model/effects.ts';
import type { TimelineEntry } from '../../../engine/model/timeline-entry.ts';
import { createProcess } from '../../harness/actor.ts';
import { makeEventText, makeOrder } from '../../harness/events.ts';
import { createMemoryStack } from '../../harness/memory-stack.ts';
import { openLife } from '../../harness/one-life.ts';

const start = Date.parse('2026-06-01T12:00:00Z');
const largest = 400 * 1024;

function makeEntry(traces: number, note = ''): TimelineEntry {
  const id = (index: number) => `rule:rule-with-a-typical-name-${index}`;
  return {
    profileId: 'P',
    touchpointId: 'e',
    name: 'Order Completed',
    source: 'shop.web',
    occurredAt: start,
    receivedAt: start,
    traces: Array.from({ length: traces }, (_, index) => ({
      origin: id(index),
      action: 'update',
      reason: 'limit_reached',
      ...(note === '' ? {} : { note: `${note}${Math.sin(index)}` }),
    })),
  };
}

function encode(entry: TimelineEntry) {
  return { ...makeEntryKey('P', start, 'e'), ...encodeEntryBody(entry, 1) };
}

describe('an entry of thousands of decisions', () => {
  it.each([1, 200, 201, 6_000])('fits an item and is read back unchanged (%i)', (traces) => {
    const item = encode(makeEntry(traces));
    expect(measureItem(item)).toBeLessThan(largest / 4);
    expect(decodeEntry(item)).toEqual(makeEntry(traces));
  });

  it('reports the number of omitted decisions where they do not fit even when compressed', () => {
    const item = encode(makeEntry(60_000, 'x'));
    expect(measureItem(item)).toBeLessThan(largest);
    const { traces } = decodeEntry(item);
    expect(traces.at(-1)).toMatchObject({
      reason: 'limit_reached',
      note: expect.stringMatching(/^\d+ further/),
    });
  });

  it('has statistics that fit an item, too', () => {
    const counts = Object.fromEntries(
      Array.from({ length: 8_000 }, (_, n) => [
        `rule:rule-with-a-typical-name-${n}`,
        { 'decided.update.done': 1 },
      ]),
    );
    const batch = { batch: 'P#1', day: '2026-06-01', counts };
    expect(measureItem(encodeStatistics(batch))).toBeLessThan(largest / 4);
    expect(decodeStatistics(encodeStatistics(batch))).toEqual(batch);
  });

  it('blocks no one: all later events count', async () => {
    const rules = Array.from(
      { length: 700 },
      (_, n) => `
kind: rule
id: rule-${n}
status: live
trigger: { event: Order Completed }
limit: { times: 1 }
actions: [ { update: { traits: { t: ${n} } } } ]`,
    );
    const count = 'kind: trait\nid: orders\nstatus: live\nfunction: count\nevent: Order Completed\n';
    const life = await openLife([count, ...rules].join('\n---'), start);
    for (let n = 0; n < 4; n++) {
      life.stack.clock.now = start + n * 1_000;
      expect(await life.deliver([makeOrder(`o${n}`, 'anna', life.stack.clock.now, 1)])).toEqual([]);
    }
    expect((await life.load()).computed['orders']).toEqual({ count: 4 });
  });
});

describe('an emit or a webhook that names a large property several times', () => {
  it('is refused on the timeline, and does not stay in the outbox', async () => {
    const names = Array.from({ length: 8 }, (_, n) => `p${n}: { from: event.properties.text }`).join(', ');
    const life = await openLife(
      `
kind: rule
id: copy
status: live
trigger: { event: Survey }
actions:
  - { emit: Copied, properties: { ${names} } }
  - { webhook: "https://x.example.com", body: { ${names} } }
  - { emit: Small, properties: { one: { from: event.properties.text } } }
`,
      start,
    );
    const detail = { properties: { text: '日本語の長い回答。'.repeat(6_600) } };
    const text = makeEventText({ id: 's', name: 'Survey', userId: 'anna', at: start, detail });
    expect(await life.deliver([text])).toEqual([]);
    expect(life.stack.emitted.map(({ name }) => name)).toEqual(['Small']);
    expect(life.stack.queues.get('webhook').length).toBe(0);
    const [entry] = life.stack.ports.timeline.listAllEntries();
    expect(entry?.traces.map(({ action, reason }) => `${action} ${reason}`)).toEqual([
      'emit invalid_value',
      'webhook invalid_value',
      'emit done',
    ]);
    expect((await life.load()).outbox).toEqual([]);
  });
});

describe('an item that a service refuses for its content', () => {
  it('fails only its owner, although it shared a call with others', async () => {
    const stack = createMemoryStack({ now: start });
    const taken: string[] = [];
    const events = {
      async put(batch: readonly EmitEvent[]) {
        if (batch.some(({ id }) => id === 'bad'))
          throw Object.assign(new Error(), { name: 'ValidationException' });
        taken.push(...batch.map(({ id }) => id));
        return [];
      },
    };
    const ids = ['a', 'b', 'bad', 'c', 'd', 'e'];
    const publications = ids.map((id) => {
      const effect = {
        kind: 'EmitEvent',
        id,
        profileId: id,
        name: 'X',
        properties: {},
        occurredAt: start,
      } as const;
      return planHealing(id, 1, [effect]);
    });
    const { errors: failures } = await publishAll(
      createProcess({ ...stack.ports, events }),
      publications,
      start,
    );
    expect([...failures.keys()].map(({ profileId }) => profileId)).toEqual(['bad']);
    expect(taken).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('is rejected with its text when the profile cannot be written with it; the others count', async () => {
    const life = await openLife(
      'kind: trait\nid: n\nstatus: live\nfunction: count\nevent: Order Completed\n',
      start,
    );
    const { ports } = life.stack;
    const save: typeof ports.profiles.save = async (profile) => {
      if (profile.traits['odd'] !== undefined)
        throw Object.assign(new Error(), { name: 'ValidationException' });
      return ports.profiles.save(profile);
    };
    const process = createProcess({ ...ports, profiles: { ...ports.profiles, save } });
    const odd = makeEventText({
      id: 'odd',
      name: 'Order Completed',
      userId: 'anna',
      at: start,
      detail: { traits: { odd: 1 } },
    });
    const batch = [makeOrder('a', 'anna', start, 1), odd, makeOrder('b', 'anna', start, 1)];
    expect(await life.deliver(batch, { process })).toEqual([]);
    expect((await life.load()).computed['n']).toEqual({ count: 2 });
    expect(life.stack.queues.get('rejected').peek()).toMatchObject([
      { code: 'profile_unstorable', event: odd },
    ]);
  });
});
