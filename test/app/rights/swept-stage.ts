/** A stage in memory with erased people, whose tables are clear: a sweep of its files and queues is due. */
import { createMemoryDoubtfulReplies } from '../../../adapters/memory/doubtful-replies.ts';
import {
  createMemoryErasureReceipts,
  createMemoryErasureSweeps,
} from '../../../adapters/memory/erasure-receipts.ts';
import { createMemoryErasureRegister } from '../../../adapters/memory/erasure-register.ts';
import { createMemoryLakeFiles, createMemoryLakeRewriter } from '../../../adapters/memory/lake-files.ts';
import { createMemoryProgramStore } from '../../../adapters/memory/program-store.ts';
import { createMemoryRejectedStore } from '../../../adapters/memory/rejected-store.ts';
import type { ReceivedLetter } from '../../../app/ports/dead-letters.ts';
import type { SweepStores } from '../../../app/rights/sweep/sweep-erased.ts';

export const now = Date.parse('2026-11-29T10:00:00Z');
/** Of the first one. */
export const anna = 'anna@example.com';
/** A clock that is an hour later each time: no step waits for another one. It starts after so many days. */
export const at = (days = 0) => {
  let time = now + days * 86_400_000;
  return { now: () => (time += 3_600_000), remainingMilliseconds: () => Number.POSITIVE_INFINITY };
};

/** A stage with these erased people, each with a user id and an email, whose second pass has ended. */
export async function openSwept(...people: readonly string[]) {
  const stores = {
    receipts: createMemoryErasureReceipts(),
    register: createMemoryErasureRegister(),
    sweeps: createMemoryErasureSweeps(),
    programs: createMemoryProgramStore(),
    rejected: createMemoryRejectedStore(),
    replies: createMemoryDoubtfulReplies(),
    deadLetters: createLetters(),
    timelineDays: 400,
    ...lakeOf(),
  };
  await stores.register.open(new Uint8Array(32));
  for (const name of people) {
    const [user, email] = [
      { type: 'userId', value: name },
      { type: 'email', value: `${name}@example.com` },
    ] as const;
    for (const key of [user, email]) await stores.register.add(key, { at: now - 9, receipt: `P-${name}` });
    await stores.receipts.begin({
      ...{ id: `P-${name}`, requestedAt: now - 9, requestedBy: 'op', profileIds: [`P-${name}`] },
      ...{ removed: { timeline: 2 }, firstPassAt: now - 8, secondPassAt: now - 1 },
      plan: {
        keys: [user, email],
        places: [{ kind: 'address', channel: 'email', address: email.value }],
        lake: { days: ['2026-11-24'], messagesFrom: '2026-11-25' },
      },
    });
  }
  return stores;
}

/** Messages by queue; all are visible. */
function createLetters() {
  const queues: Record<string, ReceivedLetter[]> = { first: [], second: [] };
  const hidden = new Set<string>();
  return {
    queues,
    async countHidden(queue: string) {
      const own = (queues[queue] ?? []).filter(({ id }) => hidden.has(id));
      // Minutes later they are visible.
      for (const { id } of own) hidden.delete(id);
      return own.length;
    },
    listQueues: async () => Object.keys(queues),
    async receive(queue: string) {
      const page = (queues[queue] ?? []).filter(({ id }) => !hidden.has(id)).slice(0, 2);
      for (const { id } of page) hidden.add(id);
      return page;
    },
    async remove(queue: string, handle: string) {
      queues[queue] = (queues[queue] ?? []).filter((letter) => letter.handle !== handle);
    },
    async show(_queue: string, handles: readonly string[]) {
      for (const handle of handles) hidden.delete(handle);
    },
  };
}

function lakeOf() {
  const { files } = createMemoryLakeFiles();
  return { files, lake: createMemoryLakeRewriter(files) };
}

let next = 0;
export async function reject(
  { rejected }: Pick<SweepStores, 'rejected'>,
  detail: object | string,
  more: { readonly receivedAt?: number; readonly eventName?: string } = {},
): Promise<string> {
  const id = `event-${++next}`;
  const event = typeof detail === 'string' ? detail : JSON.stringify({ id, source: 'shop', detail });
  const base = { kind: 'RejectedTouchpoint', code: 'invalid_touchpoint', problem: '', remedy: '' } as const;
  await rejected.put({ ...base, id, receivedAt: now - 100, event, ...more } as never);
  return id;
}

export async function listLeft({ rejected }: Pick<SweepStores, 'rejected'>): Promise<Record<string, string>> {
  const left: Record<string, string> = {};
  for (const { keys } of [await rejected.list(undefined), await rejected.listQuarantined(undefined)])
    for (const key of keys) {
      const { id, event } = await rejected.get(key);
      left[id] = event;
    }
  return left;
}
