/** One day and three nights of a small shop (or another story), under a fault: the run that every crash point is tried on. */
import { isDeepStrictEqual } from 'node:util';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { type Actor, type ActorOptions, createActor } from './actor.ts';
import {
  makeEventText,
  makeMailReport,
  makeOrder,
  makePacked,
  makeSignUp,
  makeTextReport,
} from './events.ts';
import { createFaultInjector, type Fault, type FaultInjector, type FaultKind, faultKinds } from './faults.ts';
import { createMemoryStack, type MemoryStack, peekMessages, publishSnapshot } from './memory-stack.ts';
import { type Observation, observe } from './observe.ts';
import { sampleSnapshot } from './sample-program.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const DAY = 86_400_000;

export interface CrashRun {
  readonly observation: Observation;
  readonly stack: MemoryStack;
  readonly injector: FaultInjector;
}

export interface Story {
  /** Epoch ms. */
  readonly start: number;
  readonly snapshot: ProgramSnapshot;
  readonly hasLake?: true;
  play(stack: MemoryStack, actor: Actor): Promise<void>;
}

export interface CrashOptions extends Omit<ActorOptions, 'injector'> {
  /** The shop's unless given. */
  readonly story?: Story;
}

/** One day and three nights of the shop. */
export const shopStory: Story = {
  start,
  snapshot: sampleSnapshot,
  async play(stack, actor) {
    await playFirstDay(stack, actor);
    await playFeedback(stack, actor);
    stack.clock.now += 3 * DAY;
    await actor.sweep();
  },
};

/** Runs the whole story; throws when it never comes to rest. */
export async function runStory(
  faults: readonly Fault[] = [],
  { story = shopStory, ...options }: CrashOptions = {},
): Promise<CrashRun> {
  const stack = createMemoryStack({ now: story.start, ...(story.hasLake && { hasLake: true }) });
  await publishSnapshot(stack.ports.programStore, story.snapshot);
  const injector = createFaultInjector(...faults);
  const actor = createActor(stack, { batchSize: 4, ...options, injector });
  await story.play(stack, actor);
  return { observation: await observe(stack), stack, injector };
}

/**
 * Tries every call with every kind of fault. Says how the first run that ends unlike the clean one came about, or
 * undefined. `options` can put a handler broken on purpose in the real one's place; the clean run is always the real one's.
 */
export async function findFlaw({
  kinds = faultKinds,
  ...options
}: CrashOptions & { readonly kinds?: readonly FaultKind[] } = {}): Promise<string | undefined> {
  const { story } = options;
  const clean = await runStory([], story === undefined ? {} : { story });
  const calls = await countCalls(options);
  if (typeof calls === 'string') return calls;
  for (const [index, name] of calls.entries()) {
    for (const kind of kinds) {
      const story = `call ${index + 1} (${name}) ${kind}`;
      try {
        const run = await runStory([{ call: index + 1, kind }], options);
        if (!run.injector.hasStruck()) return `${story}: was never made`;
        const difference = describeDifference(run.observation, clean.observation);
        if (difference !== undefined) return `${story}: ${difference}`;
      } catch (error) {
        return `${story}: ${String(error)}`;
      }
    }
  }
  return undefined;
}

async function countCalls(options: CrashOptions): Promise<readonly string[] | string> {
  try {
    return (await runStory([], options)).injector.calls;
  } catch (error) {
    return `without any fault: ${String(error)}`;
  }
}

/** The parts of the observation that differ, as JSON cut short. */
function describeDifference(found: Observation, expected: Observation): string | undefined {
  if (isDeepStrictEqual(found, expected)) return undefined;
  const parts = Object.keys(expected) as (keyof Observation)[];
  const differing = parts.filter((part) => !isDeepStrictEqual(found[part], expected[part]));
  const shown = differing.map((part) => `${part} ${JSON.stringify(found[part])}`.slice(0, 1_500));
  return `${differing.join(', ')} differ: ${shown.join('; ')}`;
}

async function playFirstDay(stack: MemoryStack, actor: Actor): Promise<void> {
  const queue = stack.queues.get('profile');
  const texts = [
    makeSignUp('s-anna', 'anna', start - 9_000),
    makeOrder('o-1', 'anna', start - 8_000, 20.5),
    makeOrder('o-2', 'anna', start - 7_000, 120),
    makeSignUp('s-bruno', 'bruno', start - 6_500),
    makeOrder('o-3', 'anna', start - 6_000, 10),
    // Delivered twice, as at-least-once queues do.
    makeOrder('o-2', 'anna', start - 7_000, 120),
    // The same id for something else.
    makeOrder('o-1', 'anna', start - 8_000, 99.99),
    makeOrder('o-4', 'bruno', start - 5_000, 5),
    makeEventText({ id: 'unknown', name: 'Order Completed', at: start - 5_000 }),
    makeEventText({ id: 'page', name: 'Page Viewed', userId: 'bruno', at: start - 4_000 }),
    '{"not": closed',
    // Several people in one record, one of them new, one touchpoint counted before, one without a person.
    makePacked('pack', start - 3_000, [
      { event: 'Page Viewed', messageId: 'p-1', userId: 'anna' },
      {
        type: 'identify',
        event: 'Signed Up',
        messageId: 'p-2',
        userId: 'carla',
        traits: { email: 'carla@example.com', first_name: 'carla' },
      },
      {
        event: 'Order Completed',
        messageId: 'o-4',
        userId: 'bruno',
        timestamp: new Date(start - 5_000).toISOString(),
        properties: { revenue: 5, sku: 'sku-o-4' },
      },
      { event: 'Order Completed', messageId: 'p-3', properties: { revenue: 1 } },
      { event: 'Order Completed', messageId: 'p-4', userId: 'bruno', properties: { revenue: 7.5 } },
    ]),
  ];
  for (const text of texts) queue.sendText(text);
  await actor.advance();
}

/** The providers report on what was sent, in part twice, and on a text message of another stage. */
async function playFeedback(stack: MemoryStack, actor: Actor): Promise<void> {
  const sent = peekMessages(stack, 'email');
  const messages = [...new Map(sent.map((message) => [message.id, message])).values()];
  for (const message of messages) {
    await stack.ports.ledger.claim(message, 'batch-1', stack.clock.now, 2_000_000_000);
    const about = { id: message.id, profileId: message.profileId, to: message.to };
    const reports = [
      makeMailReport('Send', { ...about, at: start }),
      makeMailReport('Delivery', { ...about, at: start + 500 }),
      makeMailReport('Bounce', { ...about, at: start + 1_000 }),
      makeMailReport('Bounce', { ...about, at: start + 1_000 }),
      makeMailReport('Open', { ...about, at: start + 2_000 }),
      makeMailReport('Open', { ...about, at: start + 3_000 }),
    ];
    for (const report of reports) stack.queues.get('feedback').sendText(report);
  }
  // Not the first on the queue: a crash may change the order.
  const [first] = messages.toSorted((left, right) => (left.id < right.id ? -1 : 1));
  if (first === undefined) throw new RangeError('The story sends at least one message');
  const text: SendMessage = { ...first, id: `${first.id}T`, channel: 'sms', to: '+41790000001' };
  await stack.ports.ledger.claim(text, 'batch-1', stack.clock.now, 2_000_000_000);
  const owner = { profileId: text.profileId, messageId: text.id, address: text.to };
  await stack.ports.receipts.keep('sms-voice', 'voice-1', owner, 2_000_000_000);
  for (const id of ['voice-1', 'voice-of-another-stage']) {
    stack.queues.get('feedback').sendText(makeTextReport(id, 'TEXT_INVALID', start + 2_000));
  }
  await actor.advance();
}
