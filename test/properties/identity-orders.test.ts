/**
 * Touchpoints that arrive at once, with their calls in any order, reads of any age and a crash of any worker: the
 * people are the same as if the touchpoints had come one after the other in some order.
 */
import { describe, expect, it } from 'vitest';
import { createMemoryIdentityStore } from '../../adapters/memory/identity-store.ts';
import type { ReceivedTouchpoint } from '../../app/advance/records/queue-message.ts';
import { resolveIdentities } from '../../app/identity/resolve-identities.ts';
import type { IdentityStore } from '../../app/ports/identity-store.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { createProcess } from '../harness/actor.ts';
import { enumerateOrders, type Gate } from '../harness/enumerate-orders.ts';
import { createMemoryStack } from '../harness/memory-stack.ts';
import { listPartitions, partition } from './identity-model.ts';

type Person = Readonly<Record<string, unknown>>;

const mail = (email: string): Person => ({ traits: { email } });
const codes = (...ids: readonly string[]): Person => ({
  context: { externalIds: ids.map((id) => ({ type: 'crm', id })) },
});
const x = { anonymousId: 'x' };
const u = { userId: 'u' };
const v = { userId: 'v' };

const stories: Readonly<Record<string, readonly Person[]>> = {
  'a page view and a sign-up': [x, { ...u, ...x }],
  'a page view, a sign-up and another page view': [x, { ...u, ...x }, x],
  'a page view, a sign-up and an order': [x, { ...u, ...x }, u],
  'a newsletter form and a sign-up': [mail('a@b.cc'), { ...u, ...mail('a@b.cc') }],
  'the same sign-up twice': [
    { ...u, ...x },
    { ...u, ...x },
  ],
  'a sign-up with an address twice, and a page view': [
    { ...u, ...x, ...mail('a@b.cc') },
    x,
    { ...u, ...x, ...mail('a@b.cc') },
  ],
  'two people on one device': [
    { ...u, ...x },
    { ...v, ...x },
  ],
  'two people on one device, and a page view': [x, { ...u, ...x }, { ...v, ...x }],
  'two people with one mailbox, and a form': [
    mail('a@b.cc'),
    { ...u, ...mail('a@b.cc') },
    { ...v, ...mail('a@b.cc') },
  ],
  'a chain of keys': [mail('a@b.cc'), { ...x, ...mail('a@b.cc') }, { ...u, ...x }],
  'a chain of keys that two people share': [
    { ...x, ...mail('a@b.cc') },
    { ...u, ...x },
    { ...v, ...mail('a@b.cc') },
  ],
  // The keys of one touchpoint are subsets of another's, and one key is in all of them.
  'an address, the address with a code, and a sign-up with both': [
    mail('a@b.cc'),
    { ...mail('a@b.cc'), ...codes('a') },
    { ...u, ...mail('a@b.cc'), ...codes('a') },
  ],
  'a page view, one with an address, and a sign-up with both': [
    x,
    { ...x, ...mail('a@b.cc') },
    { ...u, ...x, ...mail('a@b.cc') },
  ],
  'a page view, a form and a sign-up with both': [x, mail('a@b.cc'), { ...u, ...x, ...mail('a@b.cc') }],
  'two codes in either order': [codes('a', 'b'), codes('b', 'a')],
  'codes that overlap': [codes('a', 'b'), codes('b', 'c'), codes('a', 'c')],
};

describe.each(Object.entries(stories))('%s', (_title, people) => {
  const touchpoints = people.map(read);
  const allowed = listPartitions(touchpoints);
  const readings = people.length === 2 ? [0, 1, 2, 3] : [1, 7];

  it.each(readings)('ends as if run one after the other, with old reads for workers %i', async (stale) => {
    const orders = await enumerateOrders(() => start(touchpoints, allowed, { stale }));
    expect(orders).toBeGreaterThan(1);
  });

  it.each([1, 2, 3, 4])('ends the same although the last worker dies after call %i', async (dies) => {
    await enumerateOrders(() => start(touchpoints, allowed, { stale: 7, dies }));
  });
});

function read(detail: Person, index: number): Touchpoint {
  const time = '2026-11-20T10:00:00Z';
  return parseTouchpoint({ id: `e${index}`, source: 'shop', 'detail-type': 'X', time, detail });
}

function start(
  touchpoints: readonly Touchpoint[],
  allowed: ReadonlySet<string>,
  { stale, dies }: { readonly stale: number; readonly dies?: number },
) {
  const store = createMemoryIdentityStore();
  const found: string[] = [];
  const made = touchpoints.map(() => 0);
  const stack = createMemoryStack({ now: 0 });
  const work = async (index: number, identities: IdentityStore) => {
    const touchpoint = touchpoints[index];
    if (touchpoint === undefined) throw new RangeError(`There is no touchpoint ${index}`);
    const makeProfileId = () => {
      made[index] = (made[index] ?? 0) + 1;
      return `P${index}.${made[index]}`;
    };
    const process = createProcess({ ...stack.ports, identities }, { makeProfileId });
    const [outcome] = await resolveIdentities(process, [{ touchpoint } as ReceivedTouchpoint]);
    if (outcome?.ok !== true) throw outcome?.error;
    // No answer is taken back, whatever is delivered again, unless an id of the event turns out to be another user's.
    const users = new Set(touchpoints.flatMap(({ userId }) => userId ?? []));
    if (touchpoint.userId !== undefined || users.size < 2)
      expect(found[index] ?? outcome.value.profileId).toBe(outcome.value.profileId);
    found[index] = outcome.value.profileId;
  };
  return {
    workers: touchpoints.map((_, index) => async (gate: Gate) => {
      const isStale = (stale & (1 << index)) !== 0;
      let left =
        index === touchpoints.length - 1 ? (dies ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
      const turn: Gate = (call) => (left-- > 0 ? gate(call) : Promise.reject(new Error('dead')));
      const identities: IdentityStore = {
        ...store,
        find: (keys, options) =>
          isStale && !options.consistent
            ? Promise.resolve(keys.map(() => undefined))
            : turn(() => store.find(keys, options)),
        claim: (key, binding) => turn(() => store.claim(key, binding)),
      };
      await work(index, identities).catch((error: Error) => expect(error.message).toBe('dead'));
    }),
    describe: () => JSON.stringify([...store.bindings(), ...store.listBound()]),
    async finish() {
      // The dead one's record is delivered again, and so may be all others.
      for (const index of [touchpoints.length - 1, 0, touchpoints.length - 1]) await work(index, store);
      const result = partition(found);
      expect([...allowed], JSON.stringify([found, store.listBound()])).toContain(result);
      for (const index of touchpoints.keys()) await work(index, store);
      expect(partition(found)).toBe(result);
    },
  };
}
