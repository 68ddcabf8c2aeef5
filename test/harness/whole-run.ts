/** The whole product in memory: events in, decisions, email and webhooks out, reports back, under faults, to the end. */
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { shapeEmail } from '../../adapters/content/shape-content.ts';
import { encodeEvent } from '../../adapters/events/event-bus.ts';
import { createMemoryDeadTokens } from '../../adapters/memory/dead-tokens.ts';
import { createMemoryHostStore } from '../../adapters/memory/host-store.ts';
import { createHostBreaker } from '../../app/breaker/host-breaker.ts';
import type { EventBus } from '../../app/ports/event-bus.ts';
import type { WebhookAnswer } from '../../app/ports/providers.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { createMessageSender, type Sender } from '../../app/send/message-sender.ts';
import { createWebhookSender } from '../../app/send/webhook-sender.ts';
import { createActor } from './actor.ts';
import { makeEventText, makeOrder } from './events.ts';
import { createFaultInjector, type Fault, type InvocationState } from './faults.ts';
import { createMailProvider, type Mood, type Report, type ReportPlan } from './mail-provider.ts';
import { createMemoryStack, type MemoryStack, NeverQuietError, publishSnapshot } from './memory-stack.ts';
import { sampleLinks } from './sample-links.ts';
import { sampleSnapshot, sampleTemplates } from './sample-program.ts';
import { renderInProcess } from './sending-setup.ts';

/** Ten minutes to midnight: counts fall on two days at least. */
const start = Date.parse('2026-11-20T23:50:00Z');
const MINUTE = 60_000;
const DAY = 86_400_000;
const maxRounds = 400;

export interface Weather {
  readonly faults: readonly Fault[];
  readonly moods: readonly Mood[];
  readonly plans: readonly ReportPlan[];
  readonly batchSize: number;
  /** In [0, 1), used in turn: where in the line each report goes. */
  readonly places: readonly number[];
  /** Puts other stores under everybody: for counting broken on purpose. */
  readonly bend?: (stores: Stores) => Stores;
}

export type Stores = Pick<MemoryStack['ports'], 'statistics' | 'ledger'>;

export interface WholeRun {
  readonly stack: MemoryStack;
  readonly reports: readonly Report[];
  /** Calls through ports, to aim faults at. */
  readonly calls: number;
}

/** Throws NeverQuietError when it never comes to rest. */
export async function runWhole(weather: Weather): Promise<WholeRun> {
  const plain = createMemoryStack({ now: start });
  const bent = weather.bend?.(plain.ports) ?? plain.ports;
  const stack: MemoryStack = {
    ...plain,
    ports: { ...plain.ports, statistics: bent.statistics, ledger: bent.ledger },
  };
  await publishSnapshot(stack.ports.programStore, sampleSnapshot);
  await saveTemplates(stack);
  const injector = createFaultInjector(...weather.faults);
  const { batchSize } = weather;
  const actor = createActor(stack, { injector, batchSize });
  const provider = createMailProvider(weather.moods, weather.plans, () => stack.clock.now);
  const shared = { timelineDays: 400, now: () => stack.clock.now, random: () => 0.5 };
  const answer: WebhookAnswer = { kind: 'accepted', providerId: 'crm', host: 'answered' };
  const startEmail = (invocation: InvocationState) => {
    const ports = injector.wrap(listSenderPorts(stack), invocation);
    const sandbox = renderInProcess();
    return createMessageSender({
      channel: 'email',
      ports: { ...ports, provider },
      sandbox,
      shape: shapeEmail,
      readDomain: () => 'shop.example',
      ...shared,
    });
  };
  const email = createDelivery(stack, 'email', batchSize, startEmail);
  const urgent = createDelivery(stack, 'email-transactional', batchSize, startEmail);
  const webhook = createDelivery(stack, 'webhook', batchSize, (invocation) => {
    const ports = injector.wrap(listSenderPorts(stack), invocation);
    return createWebhookSender({
      ports: { ...ports, webhooks: { call: async () => answer } },
      hosts: createHostBreaker(createMemoryHostStore(), shared.now),
      ...shared,
    });
  });

  let place = 0;
  const comeToRest = async () => {
    for (let round = 0; ; round++) {
      if (round === maxRounds) throw new NeverQuietError('of any kind', maxRounds);
      await actor.advance();
      await email();
      await urgent();
      await webhook();
      const texts = provider.drainReports().flatMap(({ text }) => [text, text]);
      const keyed = texts.map((text) => ({
        text,
        key: weather.places[place++ % weather.places.length] ?? 0,
      }));
      for (const { text } of keyed.sort((left, right) => left.key - right.key)) {
        stack.queues.get('feedback').sendText(text);
      }
      const isQuiet = (['profile', 'feedback', 'email', 'email-transactional', 'webhook'] as const).every(
        (name) => stack.queues.get(name).peek().length === 0,
      );
      if (isQuiet) return;
      // Longer than any wait that the senders ask for, in a few rounds.
      stack.clock.now += 3 * MINUTE;
    }
  };
  for (const text of listTexts()) stack.queues.get('profile').sendText(text);
  await comeToRest();
  stack.clock.now += 3 * DAY;
  await actor.sweep();
  await comeToRest();
  return { stack, reports: provider.reports, calls: injector.calls.length };
}

function listTexts(): readonly string[] {
  const people = ['anna', 'bruno', 'carla'];
  const signUps = people.map((userId, index) => {
    const traits = { email: `${userId}@example.com`, first_name: userId };
    const context = userId === 'bruno' ? {} : { consent: { email: true } };
    const at = start - 9_000 + index;
    return makeEventText({ id: `s-${userId}`, name: 'Signed Up', userId, at, detail: { traits, context } });
  });
  const orders = people.flatMap((userId, index) =>
    [40, 120, 10].map((revenue, nth) =>
      makeOrder(`o-${userId}-${nth}`, userId, start - 8_000 + index * 100 + nth, revenue),
    ),
  );
  // Once more, as at-least-once queues do.
  return [...signUps, ...orders, ...signUps];
}

async function saveTemplates({ ports }: MemoryStack): Promise<void> {
  for (const document of sampleTemplates) {
    const { compiled } = await compileTemplate(document);
    await ports.programStore.saveTemplate(compiled);
  }
}

/** Outcomes that senders report come back as touchpoints of the person. */
/** What a sender uses of the stack; what it reports goes back to the profile queue. */
export function listSenderPorts({ ports, queues }: MemoryStack) {
  const events: EventBus = {
    async put(batch) {
      for (const event of batch) {
        const { Detail, DetailType, Source, Time } = encodeEvent(event, 'bus', 'sender');
        const text = { id: event.id, source: Source, 'detail-type': DetailType, time: Time };
        queues.get('profile').sendText(JSON.stringify({ ...text, detail: JSON.parse(Detail ?? '{}') }));
      }
      return [];
    },
  };
  const { profiles, addresses, ledger, statistics, programStore: programs } = ports;
  const visibility = { extend: async () => undefined };
  const links = sampleLinks;
  const deadTokens = createMemoryDeadTokens();
  return {
    profiles,
    addresses,
    ledger,
    statistics,
    programs,
    events,
    visibility,
    queues: queues.port,
    links,
    deadTokens,
  };
}

/** One delivery to a sender per call; what it does not finish is delivered again, and everything when it crashed. */
function createDelivery(
  stack: MemoryStack,
  name: 'email' | 'email-transactional' | 'webhook',
  batchSize: number,
  startProcess: (invocation: InvocationState) => Sender,
): () => Promise<void> {
  let invocation: InvocationState = { isDead: false };
  let send = startProcess(invocation);
  let invocations = 0;
  return async () => {
    const queue = stack.queues.get(name);
    const records = queue.receive(batchSize);
    if (records.length === 0) return;
    const requestId = `${name}-${++invocations}`;
    const all = records.map(({ messageId }) => messageId);
    const failed = await send(records, { requestId, telemetry: silentTelemetry }).then(
      ({ batchItemFailures }) => batchItemFailures.map(({ itemIdentifier }) => itemIdentifier),
      () => all,
    );
    queue.settle(records, new Set(invocation.isDead ? all : failed));
    if (!invocation.isDead) return;
    invocation = { isDead: false };
    send = startProcess(invocation);
  };
}
