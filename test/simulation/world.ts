/** One world: the real functions on memory stores and simulated queues, all on one scheduler. */
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { encodeEvent } from '../../adapters/events/event-bus.ts';
import type { EventBus } from '../../app/ports/event-bus.ts';
import { encodeBody } from '../../app/ports/queue-body.ts';
import type { QueueBody, QueueName, Queues } from '../../app/ports/queues.ts';
import type { PublishingPorts } from '../../app/publish/plan-program.ts';
import type { TemplateDocument } from '../../engine/model/documents/template-document.ts';
import type { EmitEvent, SendMessage } from '../../engine/model/effects.ts';
import { SimulatedQueue } from './queue.ts';
import { createRandom } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import { createStores } from './stores.ts';
import { type Story, startOfWorld } from './story.ts';
import type { Journal, WorldContext } from './worker.ts';

/** Seconds that a function may take, deliveries before a dead letter, records at once: as in lib/. */
const queueSettings = {
  profile: { timeout: 30, attempts: 10, batchSize: 10 },
  bulk: { timeout: 30, attempts: 10, batchSize: 4 },
  'fan-out': { timeout: 60, attempts: 10, batchSize: 1 },
  email: { timeout: 60, attempts: 20, batchSize: 10 },
  'email-transactional': { timeout: 60, attempts: 20, batchSize: 10 },
  sms: { timeout: 60, attempts: 20, batchSize: 10 },
  'sms-transactional': { timeout: 60, attempts: 20, batchSize: 10 },
  whatsapp: { timeout: 60, attempts: 20, batchSize: 10 },
  'whatsapp-transactional': { timeout: 60, attempts: 20, batchSize: 10 },
  push: { timeout: 60, attempts: 20, batchSize: 10 },
  'push-transactional': { timeout: 60, attempts: 20, batchSize: 10 },
} as const;
export type SimulatedName = keyof typeof queueSettings;

/** Milliseconds that an invocation may take that was fed from this queue. */
export function timeoutOf(name: SimulatedName): number {
  return queueSettings[name].timeout * 1000;
}

export interface ProviderCall {
  readonly message: SendMessage;
  /** Epoch ms. */
  readonly at: number;
  /** When the sender's invocation began (epoch ms). */
  readonly beganAt: number;
  /** The provider took the message. */
  readonly isTaken: boolean;
  /** The caller had no answer. */
  readonly isUnanswered: boolean;
}

/** A process that died, with what it was at. */
export interface Death {
  /** When its invocation began, and when it died (epoch ms). */
  readonly beganAt: number;
  readonly at: number;
  /** Of the touchpoints whose records it had. */
  readonly ids: ReadonlySet<string>;
}

export type World = ReturnType<typeof createWorld>;

export function createWorld(story: Story, scheduler: Scheduler, journal: Journal) {
  const stores = createStores(() => scheduler.now);
  const context: WorldContext = {
    seed: story.drawSeed,
    start: startOfWorld,
    scheduler,
    stores,
    weather: story.weather,
    journal,
    withoutFaults: new Set(story.withoutFaults),
  };
  const queues = Object.fromEntries(
    Object.entries(queueSettings).map(([name, { timeout, attempts, batchSize }]) => [
      name,
      new SimulatedQueue({
        name,
        scheduler,
        random: createRandom(story.drawSeed, `queue ${name}`),
        visibility: 6 * timeout * 1000,
        attempts,
        batchSize,
        repeats: () => (scheduler.now < startOfWorld + story.weather.calmAt ? story.weather.repeats : 0),
        onDeadLetter(body) {
          journal.count('dead letters');
          journal.note(name, () => `a dead letter: ${body.slice(0, 160)}`);
        },
      }),
    ]),
  ) as Record<SimulatedName, SimulatedQueue>;
  const emitted: EmitEvent[] = [];
  const published: SendMessage[] = [];
  const rejected: QueueBody[] = [];

  const queuePort: Queues = {
    async send(name: QueueName, bodies: readonly QueueBody[], delays: readonly number[] = []) {
      for (const [index, body] of bodies.entries()) {
        if (body.kind === 'SendMessage') published.push(body);
        if (name === 'rejected') rejected.push(body);
        queues[name as SimulatedName]?.send(encodeBody(body), delays[index]);
      }
      return [];
    },
  };
  return {
    story,
    context,
    scheduler,
    stores,
    journal,
    queues,
    queuePort,
    /** Events of rules, without a consumer. */
    ruleEvents: {
      async put(events) {
        emitted.push(...events);
        return [];
      },
    } satisfies EventBus,
    /** Events of senders: back to the profile queue. */
    senderEvents: {
      async put(events) {
        for (const event of events) queues.profile.send(encodeSenderEvent(event));
        return [];
      },
    } satisfies EventBus,
    emitted,
    /** Messages put on a queue, repeats included. */
    published,
    rejected,
    providerCalls: [] as ProviderCall[],
    deaths: [] as Death[],
    /** Touchpoint ids, and when (epoch ms) a process learned that the timeline may not have taken their entry. */
    refusals: [] as { readonly id: string; readonly at: number }[],
  };
}

function encodeSenderEvent(event: EmitEvent): string {
  const { Detail, DetailType, Source, Time } = encodeEvent(event, 'bus', 'sender');
  const envelope = { id: event.id, source: Source, 'detail-type': DetailType, time: Time };
  return JSON.stringify({ ...envelope, detail: JSON.parse(Detail ?? '{}') });
}

/** Compiled once per process: content is not what these worlds are about. */
export const compileOnce: PublishingPorts['compileTemplate'] = async (template) => {
  const key = JSON.stringify(template);
  const known = compiled.get(key) ?? compileTemplate(template);
  compiled.set(key, known);
  return known;
};
const compiled = new Map<string, ReturnType<typeof compileTemplate>>();

/** What advance-profile loads when a person needs it for the first time. */
const loadOnDemand: readonly (() => Promise<unknown>)[] = [
  () => import('../../app/accounts/decide-with-accounts.ts'),
  () => import('../../app/advance/state/fill-undo.ts'),
  () => import('../../app/advance/state/recount-timeline.ts'),
  () => import('../../app/consent/append-consents.ts'),
  () => import('../../app/contracts/apply-contracts.ts'),
  () => import('../../app/identity/absorb-profiles.ts'),
  () => import('../../app/identity/alias-keys.ts'),
  () => import('../../app/identity/check-released.ts'),
  () => import('../../app/identity/drop-recorded.ts'),
  () => import('../../app/identity/guard-keys.ts'),
  () => import('../../app/identity/join-limited.ts'),
  () => import('../../app/identity/settle-keys.ts'),
  () => import('../../app/identity/undo-merges.ts'),
  () => import('../../app/lake/put-rows.ts'),
  () => import('../../app/rights/drop-erased-work.ts'),
  () => import('../../app/rights/leave-out-erased.ts'),
  () => import('../../app/suppression/read-push-address.ts'),
  () => import('../../engine/identity/read-identifiers.ts'),
];

/** Compiling content and loading code take real time: all of it must be known before virtual time begins. */
export async function warmUp(documents: readonly { readonly kind: string }[]): Promise<void> {
  await Promise.all(loadOnDemand.map((load) => load()));
  for (const document of documents) {
    if (document.kind === 'template') await compileOnce(document as TemplateDocument);
  }
}
