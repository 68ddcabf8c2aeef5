/** Connected content that fails for a moment: the host gets time to recover, and no message is lost meanwhile. */
import { describe, expect, it } from 'vitest';
import { ContentUnavailableError } from '../../../app/ports/content-reader.ts';
import { createContentCache } from '../../../app/send/content-cache.ts';
import type { Json } from '../../../engine/base/json.ts';
import { createContentSetup } from '../../harness/content-setup.ts';
import { start } from '../../harness/sending-setup.ts';

const broken = (retryAfter?: number) => new ContentUnavailableError('http_503', true, retryAfter);
const failures = (count: number) => Array.from({ length: count }, () => broken());

async function read(answers: (Json | Error)[], random = 0) {
  const sleeps: number[] = [];
  const reader = {
    async read() {
      const answer = answers.shift() ?? null;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const sleep = async (milliseconds: number) => {
    sleeps.push(milliseconds);
  };
  const cache = createContentCache(reader, { now: () => 0, random: () => random, sleep });
  const settings = { cache: 0, timeLimit: 2000, retries: 2 };
  const value = await cache
    .read(new URL('https://api.example'), settings)
    .catch((error: ContentUnavailableError) => error.reason);
  return { value, sleeps };
}

describe('a process', () => {
  it('waits before each further call, for longer each time and at random', async () => {
    expect(await read([broken(), broken(), { left: 1 }])).toEqual({ value: { left: 1 }, sleeps: [200, 600] });
    expect((await read([broken(), broken(), 1], 0.5)).sleeps).toEqual([150, 450]);
  });

  it('waits as long as the host asks for, within the time limit', async () => {
    expect(await read([broken(2), { left: 1 }])).toEqual({ value: { left: 1 }, sleeps: [2000] });
    expect(await read([broken(3), { left: 1 }])).toEqual({ value: 'http_503', sleeps: [] });
  });
});

describe('a message that must not go out without its content', () => {
  it('is sent when the host answers within some minutes', async () => {
    const { setup, drain, bodies, stateOf } = await createContentSetup(failures(8));
    const { dead } = await drain('m1', 'm2');
    expect([dead, bodies()]).toEqual([[], ['7 left for Ann', '7 left for Ann']]);
    expect(await stateOf('m2')).toEqual({ state: 'sent' });
    expect(setup.clock.now - start).toBeLessThan(600_000);
  });

  it('is not tried again before the time that the host asks for', async () => {
    const { setup, drain, bodies } = await createContentSetup([broken(900), broken(900)]);
    const { dead } = await drain('m1');
    expect([dead, bodies()]).toEqual([[], ['7 left for Ann']]);
    expect(setup.clock.now - start).toBeGreaterThanOrEqual(900_000);
  });

  it('fails when the host does not', async () => {
    const { setup, drain, stateOf } = await createContentSetup(failures(100));
    const { dead } = await drain('m1');
    expect([dead, await stateOf('m1')]).toEqual([[], { state: 'failed', reason: 'content_unavailable' }]);
    expect(setup.clock.now - start).toBeGreaterThan(300_000);
    expect(setup.clock.now - start).toBeLessThan(600_000);
  });

  it('fails at once where it is a test, whose sender waits for the outcome', async () => {
    const { setup, send, stateOf } = await createContentSetup(failures(2));
    await send({ isTest: true });
    expect(await stateOf('m1')).toEqual({ state: 'failed', reason: 'content_unavailable' });
    expect(setup.clock.now).toBe(start);
  });
});
