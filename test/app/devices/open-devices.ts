/** Events in, pushes out, in memory: advance-profile and send-push over the same stores, and the bus between them. */
import { parseAllDocuments } from 'yaml';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { encodeEvent } from '../../../adapters/events/event-bus.ts';
import { createMemoryDocumentStore } from '../../../adapters/memory/document-store.ts';
import type { Provider } from '../../../app/ports/providers.ts';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { listDeviceAddresses } from '../../../app/send/devices/check-devices.ts';
import { createMessageSender } from '../../../app/send/message-sender.ts';
import { listDevices } from '../../../engine/channels/devices.ts';
import { createActor } from '../../harness/actor.ts';
import { makeEventText } from '../../harness/events.ts';
import type { FaultInjector } from '../../harness/faults.ts';
import { createMemoryStack } from '../../harness/memory-stack.ts';
import { listSenderPorts } from '../../harness/whole-run.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const minute = 60_000;
/** Deliveries of reports until there is none: each statement causes a few. */
const maxRounds = 20;

const documents = (policy: string) => `
kind: policy
id: main
status: live
consent: { push: opt-out }
${policy}
---
kind: template
id: offer
status: live
channel: push
class: promotional
content: { title: Offer, body: Now }
---
kind: rule
id: offer
status: live
trigger: { event: Viewed }
actions: [{ send: offer }]
`;

/** Who says it: a user id, or the ids of the event. */
export type Speaker = string | { readonly userId?: string; readonly anonymousId?: string };

/** `policy`: further fields of the policy. */
export async function openDevices(policy = '', injector?: FaultInjector) {
  const stack = createMemoryStack({ now: start });
  const store = createMemoryDocumentStore();
  for (const document of parseAllDocuments(documents(policy))) await store.put(document.toJS());
  const programs = stack.ports.programStore;
  await publishProgram({ documents: store, programs, compileTemplate }, { now: start, allowShrink: false });
  const actor = createActor(stack, injector === undefined ? {} : { injector });
  const sent: string[] = [];
  const provider: Provider<unknown> = {
    async send(message) {
      sent.push(listDeviceAddresses(message).join(' '));
      return { kind: 'accepted', providerId: `push-${sent.length}` };
    },
  };
  const send = createMessageSender({
    channel: 'push',
    ports: { ...listSenderPorts(stack), events: stack.ports.events, provider },
    sandbox: { render: async () => ({ title: 'Offer', body: 'Now' }) },
    shape: (fields) => fields,
    timelineDays: 400,
    now: () => stack.clock.now,
    random: () => 0.5,
  });
  let count = 0;
  let delivered = 0;
  /** What the rule of the bus delivers back to profiles. */
  function deliverReports(): boolean {
    const events = stack.emitted.slice(delivered);
    delivered = stack.emitted.length;
    for (const event of events) {
      const { DetailType, Detail = '' } = encodeEvent(event, 'bus', 'rule');
      if (!DetailType?.startsWith('Device ')) continue;
      const { occurredAt } = event;
      const envelope = { id: event.id, source: 'percorso', time: new Date(occurredAt).toISOString() };
      stack.queues
        .get('profile')
        .sendText(JSON.stringify({ ...envelope, 'detail-type': DetailType, detail: JSON.parse(Detail) }));
    }
    return events.length > 0;
  }
  async function settle(): Promise<void> {
    for (let rounds = 1; ; rounds++) {
      await actor.advance();
      if (!deliverReports()) return;
      if (rounds === maxRounds) throw new Error(`Reports cause reports: still after ${maxRounds} rounds`);
    }
  }
  /** `person`: a user id, or an id with its kind (`anonymousId#x`). */
  function find(person: string): string {
    const bindings = stack.ports.identities.bindings();
    let id = bindings.get(person.includes('#') ? person : `userId#${person}`);
    while (id?.includes('#')) id = bindings.get(id);
    return id ?? '';
  }
  async function load(person: string) {
    const profile = await stack.ports.profiles.load(find(person), { consistent: true });
    if (profile === undefined) throw new Error(`No profile of ${person}`);
    return profile;
  }
  return {
    stack,
    actor,
    find,
    settle,
    /** Queues what a person does on a device, at `at` (epoch ms) or a minute later than the last time. */
    say(person: Speaker, name: string, token?: string, device: object = {}, at?: number): void {
      stack.clock.now = at ?? stack.clock.now + minute;
      count += 1;
      const context = token === undefined ? {} : { device: { type: 'android', token, ...device } };
      const ids = typeof person === 'string' ? { userId: person } : person;
      const detail = { ...ids, context };
      const text = makeEventText({ id: `t-${count}`, name, at: stack.clock.now, source: 'app', detail });
      stack.queues.get('profile').sendText(text);
    },
    /** Delivers everything and sends: each push as its addresses. */
    async send(): Promise<string[]> {
      await settle();
      const queue = stack.queues.get('push');
      const records = queue.receive(10);
      await send(records, { requestId: `r-${count}`, telemetry: silentTelemetry });
      queue.settle(records, new Set());
      await settle();
      return sent.splice(0);
    },
    load,
    async list(person: string): Promise<string[]> {
      return listDevices(await load(person)).map(({ address }) => address);
    },
  };
}
