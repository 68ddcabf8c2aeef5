/** Five thousand events of one person in one second: fifty invocations contend for one item, and no record is given up. */
import { expect, it } from 'vitest';
import { advanceProfiles } from '../../../app/advance/advance-profile.ts';
import type { AdvancePorts } from '../../../app/advance/dependencies.ts';
import { createProcess } from '../../harness/actor.ts';
import { makeEventText } from '../../harness/events.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { createMemoryStack, publishSnapshot } from '../../harness/memory-stack.ts';

const start = Date.parse('2026-06-01T12:00:00Z');
const events = 5_000;
const workers = 50;
/** As the profile queue's. */
const deliveries = 10;

/** Virtual time: what waits is resumed in the order of its moments. */
function createTime() {
  const waiting: { readonly at: number; readonly resume: () => void }[] = [];
  const clock = { now: start };
  const sleep = (milliseconds: number) =>
    new Promise<void>((resume) => {
      const at = clock.now + milliseconds;
      const place = waiting.findIndex((other) => other.at > at);
      waiting.splice(place === -1 ? waiting.length : place, 0, { at, resume });
    });
  const run = async (isOver: () => boolean) => {
    while (!isOver()) {
      // All that runs until the next wait.
      await new Promise((resolve) => setImmediate(resolve));
      const next = waiting.shift();
      if (next === undefined) continue;
      clock.now = next.at;
      next.resume();
    }
  };
  return { clock, sleep, run };
}

it('leaves nothing in the dead-letter queue', async () => {
  const stack = createMemoryStack({ now: start });
  const yaml = 'kind: trait\nid: pages\nstatus: live\nfunction: count\nevent: Page\n';
  await publishSnapshot(stack.ports.programStore, await makeProgram(yaml));
  const { clock, sleep, run } = createTime();
  let seed = 1;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
  /** DynamoDB answers within 3 to 12 ms. */
  const slow = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get: (target, method) => {
        const member: unknown = Reflect.get(target, method);
        if (typeof member !== 'function') return member;
        return async (...parameters: unknown[]) => {
          await sleep(3 + Math.floor(random() * 9));
          return member.apply(target, parameters);
        };
      },
    });
  const ports = Object.fromEntries(Object.entries(stack.ports).map(([name, port]) => [name, slow(port)]));

  const waiting = Array.from({ length: events }, (_, n) => ({
    body: makeEventText({ id: `m${n}`, name: 'Page', userId: 'hot', at: start + Math.floor(n / 5) }),
    visibleAt: start + Math.floor(n / 5),
    receives: 0,
    id: `r${n}`,
  }));
  let dead = 0;
  let open = events;
  const work = async () => {
    const process = createProcess(ports as unknown as AdvancePorts, { random, wait: sleep });
    while (open > 0) {
      const batch = waiting.filter(({ visibleAt }) => visibleAt <= clock.now).slice(0, 10);
      for (const message of batch) waiting.splice(waiting.indexOf(message), 1);
      if (batch.length === 0) {
        const next = Math.min(...waiting.map(({ visibleAt }) => visibleAt), clock.now + 10_000);
        await sleep(Math.max(20, next - clock.now));
        continue;
      }
      const records = batch.map((message) => {
        message.receives += 1;
        const attributes = {
          ApproximateReceiveCount: String(message.receives),
          SentTimestamp: String(start),
        };
        return { messageId: message.id, receiptHandle: message.id, body: message.body, attributes };
      });
      const unfinished = await advanceProfiles(process, records, clock.now);
      const back = new Map(unfinished.map(({ record, retryAfter = 0 }) => [record.messageId, retryAfter]));
      for (const message of batch) {
        const seconds = back.get(message.id);
        if (seconds === undefined) open -= 1;
        else if (message.receives >= deliveries) {
          dead += 1;
          open -= 1;
        } else waiting.push({ ...message, visibleAt: clock.now + seconds * 1_000 });
      }
    }
  };
  const all = Promise.all(Array.from({ length: workers }, work));
  await run(() => open <= 0);
  expect(dead).toBe(0);
  const [id = ''] = stack.ports.profiles.listIds();
  const person = await stack.ports.profiles.load(id, { consistent: true });
  expect(person?.computed['pages']).toEqual({ count: events });
  // Within minutes, although each waits for longer each time.
  expect(clock.now - start).toBeLessThan(10 * 60_000);
  void all;
}, 240_000);
