/**
 * Larger stories than `identity-orders` can enumerate: up to five touchpoints with random keys, three workers at a time
 * whose calls happen in a random order, reads of any age, and deaths before and after any call.
 */
import { expect, it } from 'vitest';
import { createMemoryIdentityStore } from '../../adapters/memory/identity-store.ts';
import type { ReceivedTouchpoint } from '../../app/advance/records/queue-message.ts';
import { resolveIdentities } from '../../app/identity/resolve-identities.ts';
import type { IdentityStore } from '../../app/ports/identity-store.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { createProcess } from '../harness/actor.ts';
import { createMemoryStack } from '../harness/memory-stack.ts';
import { createRandom, type Random } from '../simulation/random.ts';
import { listPartitions, partition } from './identity-model.ts';

const seeds = 1_500;
const keyNames = ['user', 'browser', 'email', 'phone', 'code', 'card'] as const;
type KeyName = (typeof keyNames)[number];

it('makes one person of touchpoints that share a key, with any other keys', async () => {
  for (let seed = 1; seed <= seeds; seed++) {
    const random = createRandom(seed, 'one key in common');
    const common = random.pick(keyNames);
    const story = drawStory(random, () => [...new Set([common, ...drawKeys(random)])].map(makeKey));
    const { people } = await play(random, story);
    expect(new Set(people).size, describeStory(seed, story)).toBe(1);
  }
});

it('ends as some order of the touchpoints when one user is among them', async () => {
  for (let seed = 1; seed <= seeds; seed++) {
    const random = createRandom(seed, 'one user');
    const story = drawStory(random, () => drawKeys(random).map(makeKey));
    const { people } = await play(random, story);
    expect([...listPartitions(story)], describeStory(seed, story)).toContain(partition(people));
  }
});

it('never makes one person of two users, with any shared keys', async () => {
  for (let seed = 1; seed <= seeds; seed++) {
    const random = createRandom(seed, 'two users');
    const story = drawStory(random, () => [
      { userId: random.pick(['anna', 'bruno']) },
      ...drawKeys(random).map((name) => (name === 'user' ? {} : makeKey(name))),
    ]);
    const { people } = await play(random, story);
    const users = new Set(story.map(({ userId }) => userId));
    const pairs = new Set(people.map((person, index) => `${person} ${story[index]?.userId}`));
    expect([pairs.size, new Set(people).size], describeStory(seed, story)).toEqual([users.size, users.size]);
  }
});

function drawKeys(random: Random): readonly KeyName[] {
  const keys = keyNames.filter(() => random.chance(0.35));
  return keys.length > 0 ? keys : [random.pick(keyNames)];
}

function makeKey(name: KeyName): Readonly<Record<string, unknown>> {
  if (name === 'user') return { userId: 'anna' };
  if (name === 'browser') return { anonymousId: 'x' };
  if (name === 'email') return { email: 'a@example.com' };
  if (name === 'phone') return { phone: '+4915100000010' };
  return { [name]: name };
}

function drawStory(random: Random, draw: () => readonly Readonly<Record<string, unknown>>[]) {
  const drawn = Array.from({ length: random.integer(2, 5) }, () => Object.assign({}, ...draw()));
  const hasUser = drawn.some(({ userId }) => userId !== undefined);
  return drawn.map((stated, index): Touchpoint => {
    const { userId, anonymousId, email, phone, code, card } = hasUser ? limitStranger(stated) : stated;
    const externalIds = [code, card].flatMap((id) => (id === undefined ? [] : [{ type: 'crm', id }]));
    const detail = { userId, anonymousId, traits: { email, phone }, context: { externalIds } };
    const time = '2026-11-20T10:00:00Z';
    return parseTouchpoint({ id: `e${index}`, source: 'shop', 'detail-type': 'X', time, detail });
  });
}

/**
 * With a user in the story, a session without the user id states one other id. What it states beside that binds nothing if the person is a user's,
 * and may get a profile of its own in a race: docs/adr/0092.
 */
function limitStranger(stated: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (stated['userId'] !== undefined || stated['anonymousId'] === undefined) return stated;
  const { anonymousId, ...others } = stated;
  return { anonymousId, ...Object.fromEntries(Object.entries(others).slice(0, 1)) };
}

function describeStory(seed: number, story: readonly Touchpoint[]): string {
  const keys = story.map(({ userId, anonymousId, traits, context }) => [
    userId,
    anonymousId,
    traits,
    context,
  ]);
  return `seed ${seed}: ${JSON.stringify(keys)}`;
}

/** Delivers every touchpoint until it is done, some of them twice, and once more at the end. */
async function play(random: Random, story: readonly Touchpoint[]): Promise<{ people: readonly string[] }> {
  const store = createMemoryIdentityStore();
  const stack = createMemoryStack({ now: 0 });
  const staleness = random.pick([0, 0.3, 1]);
  const mortality = random.pick([0, 0.1, 0.25]);
  const people: string[] = [];
  const waiting = story.map((_, index) => index);
  if (random.chance(0.3)) waiting.push(random.integer(0, story.length - 1));
  const calls: (() => Promise<void>)[] = [];
  let made = 0;
  let working = 0;

  async function resolve(index: number, identities: IdentityStore): Promise<void> {
    const touchpoint = story[index];
    const makeProfileId = () => `P${++made}`;
    const process = createProcess({ ...stack.ports, identities }, { makeProfileId });
    const [outcome] = await resolveIdentities(process, [{ touchpoint } as ReceivedTouchpoint]);
    if (outcome?.ok !== true) throw outcome?.error;
    // No answer is taken back.
    expect(people[index] ?? outcome.value.profileId).toBe(outcome.value.profileId);
    people[index] = outcome.value.profileId;
  }

  /** A worker's calls happen when they are drawn; each may be its last. */
  function makeGate(isSafe: boolean) {
    return <Answer>(call: () => Promise<Answer>) =>
      new Promise<Answer>((answer, fail) => {
        calls.push(async () => {
          if (isSafe || !random.chance(mortality)) return answer(await call());
          if (random.chance(0.5)) await call();
          fail(new Error('dead'));
        });
      });
  }

  async function work(index: number): Promise<void> {
    const gate = makeGate(random.chance(0.3));
    await resolve(index, {
      ...store,
      find: (keys, options) =>
        gate(async () => {
          const found = await store.find(keys, options);
          return found.map((one) => (!options.consistent && random.chance(staleness) ? undefined : one));
        }),
      claim: (key, binding) => gate(() => store.claim(key, binding)),
    }).catch((error: Error) => {
      if (error.message !== 'dead') throw error;
      waiting.push(index);
    });
  }

  const crew: Promise<void>[] = [];
  while (waiting.length > 0 || working > 0) {
    const isFull = working === 3 || waiting.length === 0;
    if (working === 0 || (!isFull && random.chance(0.3))) {
      const [index = 0] = waiting.splice(random.integer(0, waiting.length - 1), 1);
      working += 1;
      crew.push(
        work(index).finally(() => {
          working -= 1;
        }),
      );
    } else {
      const [call] = calls.splice(random.integer(0, calls.length - 1), 1);
      await call?.();
    }
    await settle();
  }
  await Promise.all(crew);
  for (const index of story.keys()) await resolve(index, store);
  return { people };

  /** Until each worker waits for a call of its own or has ended. */
  async function settle(): Promise<void> {
    for (let turn = 1; turn < 1_000 && calls.length < working; turn++) {
      // Code that a worker loads when it first needs it takes more than promises.
      await (turn % 200 === 0 ? new Promise((resolve) => setImmediate(resolve)) : Promise.resolve());
    }
  }
}
