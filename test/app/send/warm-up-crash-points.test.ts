/** A warm-up through every fault of every call: never over the ceiling, nothing lost, and what a fault costs. */
import { describe, expect, it } from 'vitest';
import { shapeSms } from '../../../adapters/content/shape-content.ts';
import { createMemorySendingAllowance } from '../../../adapters/memory/sending-allowance.ts';
import type { SendingAllowance } from '../../../app/ports/sending-allowance.ts';
import { createMessageSender, type Sender } from '../../../app/send/message-sender.ts';
import { type Fault, faultKinds } from '../../harness/faults.ts';
import { drainQueue } from '../../harness/sending-queue.ts';
import {
  createSendingSetup,
  makeMessage,
  renderInProcess,
  type SendingSetup,
} from '../../harness/sending-setup.ts';

const day = 86_400_000;
const ceiling = 2;
const messages = Array.from({ length: 5 }, (_, index) =>
  makeMessage({ id: `01J000000000000000000000M${index}` }),
);
const sandbox = renderInProcess();

interface Options {
  readonly faults?: readonly Fault[];
  /** Puts a wrong allowance in the place of the right one. */
  readonly bend?: (allowance: SendingAllowance) => SendingAllowance;
  readonly bodies?: readonly unknown[];
  prepare?(setup: SendingSetup): void;
}

/** A process that dies is replaced by a new one, without the shares that it had taken. */
function createSenders(setup: SendingSetup, allowance: SendingAllowance): Sender {
  const wrapped = setup.injector.wrap({ allowance }, setup.invocation);
  const start = () =>
    createMessageSender({
      ...{ channel: 'sms', ports: setup.ports, sandbox, shape: shapeSms, timelineDays: 30 },
      ...wrapped,
      readDomain: () => 'news.example',
      now: () => setup.clock.now,
      random: () => 0.5,
    });
  let current = start();
  return async (records, invocation) => {
    try {
      return await current(records, invocation);
    } finally {
      if (setup.invocation.isDead) current = start();
    }
  };
}

async function run({ faults = [], bend = (same) => same, bodies = messages, prepare }: Options = {}) {
  const setup = await createSendingSetup(faults);
  await setup.programs.setCurrent(1, {
    ...{ version: 2, hash: 'h2', chunks: 0 },
    policy: {
      ...{ kind: 'policy', id: 'contact', status: 'live' },
      warmUp: [{ domain: 'news.example', start: '2026-11-22', first: ceiling, factor: 1 }],
    },
  });
  prepare?.(setup);
  const { dead } = await drainQueue(
    setup,
    createSenders(setup, bend(createMemorySendingAllowance())),
    bodies,
  );
  const begin = Date.parse('2026-11-22');
  const perDay = Array.from(
    { length: 6 },
    (_, index) => setup.sent.filter(({ at }) => Math.floor((at - begin) / day) === index).length,
  );
  return { setup, dead, perDay };
}

async function findViolations({ faults = [], ...options }: Options): Promise<string[]> {
  const { setup, dead, perDay } = await run({ faults, ...options });
  const violations = dead.map(() => 'a dead letter');
  if (perDay.some((count) => count > ceiling)) violations.push(`over the ceiling: ${perDay.join(' ')}`);
  // Three days have six shares for five messages. A process that dies takes both of a day along.
  const isDeath = faults.some(({ kind }) => kind === 'dies before' || kind === 'dies after');
  if (perDay.slice(isDeath ? 4 : 3).some((count) => count > 0)) violations.push(`late: ${perDay.join(' ')}`);
  for (const { id, profileId } of messages) {
    const times = setup.sent.filter((sent) => sent.id === id).length;
    const state = (await setup.ledger.read(profileId, id))?.state;
    if (times > 1) violations.push(`${id} sent ${times} times`);
    if (times === 0 && state !== 'unknown') violations.push(`${id} lost: ${state}`);
  }
  return violations;
}

/** Every call of a clean run × everything that can happen to it. */
async function exploreAll(bend?: Options['bend']): Promise<string[]> {
  const bent = bend === undefined ? {} : { bend };
  const { setup } = await run(bent);
  const found = await findViolations(bent);
  for (const [index, name] of setup.injector.calls.entries())
    for (const kind of faultKinds) {
      // The provider is called once, never by a retry of the SDK.
      if (kind === 'is repeated' && name === 'provider.send') continue;
      const violations = await findViolations({ ...bent, faults: [{ call: index + 1, kind }] });
      found.push(...violations.map((violation) => `call ${index + 1} (${name}) ${kind}: ${violation}`));
    }
  return found;
}

it('sends exactly the ceiling on each day, when nothing fails', async () => {
  const { setup, perDay } = await run();
  expect(perDay).toEqual([2, 2, 1, 0, 0, 0]);
  expect(setup.injector.calls).toContain('allowance.claim');
});

it('is never over the ceiling and loses nothing, whichever call fails or is the last of its process', async () => {
  expect(await exploreAll()).toEqual([]);
});

describe('a share that was not used', () => {
  it('is left for the retry when the provider throttles, and for others when it refuses the message', async () => {
    const throttled = { kind: 'deferred', reason: 'throttled', isThrottled: true } as const;
    const { perDay } = await run({
      prepare: ({ answers }) =>
        answers.push(
          () => throttled,
          () => throttled,
        ),
    });
    expect(perDay).toEqual([2, 2, 1, 0, 0, 0]);
    // Ten records of one message are a batch of their own.
    const [first, ...others] = messages;
    const bodies = [...Array.from({ length: 10 }, () => first), ...others];
    const refused = { kind: 'refused', fault: 'address', reason: 'invalid' } as const;
    const afterwards = await run({ bodies, prepare: ({ answers }) => answers.push(() => refused) });
    expect(afterwards.perDay).toEqual([2, 2, 0, 0, 0, 0]);
  });

  it('is left for others when the message was sent before', async () => {
    const [first, ...others] = messages;
    const { perDay } = await run({ bodies: [...Array.from({ length: 20 }, () => first), ...others] });
    expect(perDay).toEqual([2, 2, 1, 0, 0, 0]);
  });
});

describe('the same exploration catches an allowance', () => {
  it.each<[string, (allowance: SendingAllowance) => SendingAllowance]>([
    [
      'that has no ceiling',
      () => ({ claim: async () => ({ isTaken: true, taken: 0 }), read: async () => 0 }),
    ],
    [
      'that counts after it answered',
      (allowance) => {
        let last: Parameters<SendingAllowance['claim']> | undefined;
        return {
          ...allowance,
          async claim(...input) {
            const answer = await allowance.claim(input[0], input[1], input[2] + 1, 0);
            if (last !== undefined) await allowance.claim(...last);
            last = input;
            return { ...answer, isTaken: answer.taken < input[2] };
          },
        };
      },
    ],
    [
      'that is used up by half',
      (allowance) => ({
        ...allowance,
        claim: (domain, date, most) => allowance.claim(domain, date, most, most),
      }),
    ],
  ])('%s', async (_flaw, bend) => {
    expect(await exploreAll(bend)).not.toEqual([]);
  });
});
