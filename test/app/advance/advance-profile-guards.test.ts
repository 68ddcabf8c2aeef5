/** What keeps a touchpoint from counting twice when its window is crowded or its timeline is down, and what is asked twice. */
import { describe, expect, it } from 'vitest';
import { advanceProfiles } from '../../../app/advance/advance-profile.ts';
import {
  type Publication,
  planHealing,
  planRejection,
} from '../../../app/advance/publication/publication.ts';
import { publishAll } from '../../../app/advance/publication/publish.ts';
import { guardEntries } from '../../../app/advance/state/guard-entries.ts';
import type { QueueBody } from '../../../app/ports/queues.ts';
import { seenAtMost } from '../../../engine/decide/dedup-window.ts';
import type { EmitEvent } from '../../../engine/model/effects.ts';
import { createProfile, type ProcessedEvent } from '../../../engine/model/profile.ts';
import type { TimelineEntry } from '../../../engine/model/timeline-entry.ts';
import { createProcess } from '../../harness/actor.ts';
import { makeOrder } from '../../harness/events.ts';
import { createMemoryStack } from '../../harness/memory-stack.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const MINUTE = 60_000;

function makeEntry(receivedAt: number, traces: TimelineEntry['traces'] = []): TimelineEntry {
  const times = { occurredAt: receivedAt, receivedAt };
  return { profileId: 'P', touchpointId: 't', name: 'X', source: 'web', ...times, traces };
}

function countGuarded(entry: TimelineEntry, { seen = 1, isTimelineDown = false } = {}): number {
  const window = Array.from(
    { length: seen },
    (_, index): ProcessedEvent => [String(index).padStart(16, '0'), now, now],
  );
  return guardEntries({ ...createProfile('P', now), processedEvents: window }, [entry], now, isTimelineDown)
    .outbox.length;
}

describe('an entry goes into the outbox', () => {
  it.each([
    ['not when it is fresh, in a quiet window', 0, countGuarded(makeEntry(now))],
    ['not up to five minutes after its receipt', 0, countGuarded(makeEntry(now - 5 * MINUTE))],
    ['when it waited longer than that', 1, countGuarded(makeEntry(now - 5 * MINUTE - 1))],
    ['when half the window is full', 1, countGuarded(makeEntry(now), { seen: seenAtMost / 2 })],
    ['not just before that', 0, countGuarded(makeEntry(now), { seen: seenAtMost / 2 - 1 })],
    ['when the timeline was down', 1, countGuarded(makeEntry(now), { isTimelineDown: true })],
    [
      'not again when its traces put it there',
      0,
      countGuarded(makeEntry(now - 9 * MINUTE, [{ origin: 's', action: 'a', reason: 'done' }])),
    ],
  ])('%s', (_title, expected, guarded) => {
    expect(guarded).toBe(expected);
  });
});

const makeEvent = (id: string): EmitEvent => ({
  kind: 'EmitEvent',
  id,
  profileId: 'P',
  name: 'X',
  properties: {},
  occurredAt: now,
});

describe('publishing', () => {
  it('sends once more the items that were left out, and fails only those left out again', async () => {
    const stack = createMemoryStack({ now });
    const calls: string[][] = [];
    const events = {
      async put(batch: readonly EmitEvent[]) {
        calls.push(batch.map(({ id }) => id));
        return batch.filter(({ id }) => id === 'never' || (id === 'late' && calls.length === 1));
      },
    };
    const publications = ['taken', 'late', 'never'].map((id) => planHealing(id, 1, [makeEvent(id)]));
    const { errors: failures } = await publishAll(
      createProcess({ ...stack.ports, events }),
      publications,
      now,
    );
    expect(calls).toEqual([
      ['taken', 'late', 'never'],
      ['late', 'never'],
    ]);
    expect([...failures.keys()].map(({ profileId }) => profileId)).toEqual(['never']);
    expect([...failures.values()]).toMatchObject([
      { code: 'publication_incomplete', target: 'the event bus' },
    ]);
  });

  it('does not repeat a call without an answer', async () => {
    const stack = createMemoryStack({ now });
    let calls = 0;
    const queues = {
      async send(): Promise<readonly QueueBody[]> {
        calls += 1;
        throw new Error('no answer');
      },
    };
    const body = { code: 'no_identity', problem: 'p', remedy: 'r', receivedAt: now, event: '{}' } as const;
    const refusal = planRejection('', [{ kind: 'RejectedTouchpoint', id: 'r1', ...body }]);
    const { errors: failures } = await publishAll(createProcess({ ...stack.ports, queues }), [refusal], now);
    expect(failures.has(refusal)).toBe(true);
    expect(calls).toBe(1);
  });

  it('remembers that the timeline was down until it answers again', async () => {
    const stack = createMemoryStack({ now });
    let isDown = true;
    const { timeline } = stack.ports;
    const process = createProcess({
      ...stack.ports,
      timeline: {
        ...timeline,
        putEntries: (entries, expiresAt) =>
          isDown ? Promise.reject(new Error('down')) : timeline.putEntries(entries, expiresAt),
      },
    });
    const publication: Publication = { ...planRejection('P', []), entries: [makeEntry(now)] };
    expect((await publishAll(process, [publication], now)).isTimelineDown).toBe(true);
    isDown = false;
    const { errors, isTimelineDown } = await publishAll(process, [publication], now);
    expect(errors.size).toBe(0);
    expect(isTimelineDown).toBe(false);
  });

  it('guards the entries of the batch after one that could not write to the timeline', async () => {
    const { ports, queues } = createMemoryStack({ now });
    for (const id of ['a', 'b']) queues.get('profile').sendText(makeOrder(id, 'anna', now, 1));
    const outboxes: string[][] = [];
    let isDown = true;
    const process = createProcess({
      ...ports,
      profiles: {
        ...ports.profiles,
        async save(profile) {
          outboxes.push(profile.outbox.map(({ kind }) => kind));
          await ports.profiles.save(profile);
        },
      },
      timeline: {
        ...ports.timeline,
        putEntries: (entries, expiresAt) =>
          isDown ? Promise.reject(new Error('down')) : ports.timeline.putEntries(entries, expiresAt),
      },
    });
    await advanceProfiles(process, queues.get('profile').receive(1), now);
    isDown = false;
    await advanceProfiles(process, queues.get('profile').receive(1), now);
    // The first batch's entry is kept as evidence; the second batch's is guarded.
    expect(outboxes).toEqual([[], ['RecordEntry'], ['RecordEntry']]);
  });
});
