/** A sender with everything around it in memory: stores, queue, clock, and a provider whose answers the test sets. */

import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { defaultLimits } from '../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../adapters/content/render-content.ts';
import { createMemoryAddressBook } from '../../adapters/memory/address-book.ts';
import { createMemoryDeadTokens } from '../../adapters/memory/dead-tokens.ts';
import { MemoryTable } from '../../adapters/memory/memory-table.ts';
import { createMemoryMessageLedger } from '../../adapters/memory/message-ledger.ts';
import { createMemoryProfileStore } from '../../adapters/memory/profile-store.ts';
import { createMemoryProgramStore } from '../../adapters/memory/program-store.ts';
import { createMemoryProviderReceipts } from '../../adapters/memory/provider-receipts.ts';
import { createMemoryStatisticsStore } from '../../adapters/memory/statistics-store.ts';
import type { ProviderReceipts } from '../../app/ports/provider-receipts.ts';
import type { Provider, ProviderAnswer, RenderedSms } from '../../app/ports/providers.ts';
import type { QueueBody } from '../../app/ports/queues.ts';
import type { RenderSandbox } from '../../app/ports/rendering.ts';
import type { MessageSenderPorts } from '../../app/send/message-sender.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { EmitEvent, SendMessage } from '../../engine/model/effects.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import { createFaultInjector, type Fault, type InvocationState } from './faults.ts';
import { sampleLinks } from './sample-links.ts';

export const start = Date.UTC(2026, 10, 22, 9);
const templateBody = 'Hello {{ profile.traits.first_name }}';
const sampleAddresses: Readonly<Record<Channel, string>> = {
  email: 'ann@example.com',
  sms: '+393331234567',
  push: 'gcm:token-1',
  whatsapp: '+393331234567',
};

export interface SentCall {
  readonly id: string;
  readonly to: string;
  readonly rendered: unknown;
  readonly at: number;
}

/** What an SMS sender uses of the setup. */
export type SmsPorts = MessageSenderPorts<RenderedSms> & { readonly receipts: ProviderReceipts };

export type Answerer = (message: SendMessage) => ProviderAnswer | Promise<ProviderAnswer>;

export function makeMessage(overrides: Partial<SendMessage> = {}): SendMessage {
  const channel = overrides.channel ?? 'sms';
  return {
    kind: 'SendMessage',
    id: '01J0000000MESSAGE000000001',
    profileId: 'P1',
    channel,
    to: sampleAddresses[channel],
    class: 'promotional',
    template: 'greeting',
    templateRevision: 'stored',
    variables: { profile: { traits: { first_name: 'Ann' } } },
    origin: 'rule:greet',
    touchpointId: 't1',
    decidedAt: start,
    ...overrides,
  };
}

export function makeWillingProfile(overrides: Partial<Profile> = {}): Profile {
  const granted = { state: 'granted', at: 1 } as const;
  return {
    ...createProfile('P1', 1),
    version: 1,
    consents: { email: granted, sms: granted, push: granted, whatsapp: granted },
    ...overrides,
  };
}

export async function createSendingSetup(faults: readonly Fault[] = []) {
  const clock = { now: start };
  const injector = createFaultInjector(...faults);
  const invocation: InvocationState = { isDead: false };
  const profiles = createMemoryProfileStore();
  const ledger = createMemoryMessageLedger(new MemoryTable());
  const statistics = createMemoryStatisticsStore();
  const programs = createMemoryProgramStore();
  await profiles.save(makeWillingProfile());
  await programs.setCurrent(0, {
    version: 1,
    hash: 'h1',
    chunks: 0,
    policy: { kind: 'policy', id: 'contact', status: 'live' },
  });
  await saveTemplate('greeting', templateBody);

  async function saveTemplate(id: string, body: string): Promise<void> {
    const { compiled } = await compileTemplate({
      kind: 'template',
      id,
      status: 'live',
      channel: 'sms',
      class: 'promotional',
      content: { body },
    });
    await programs.saveTemplate({ ...compiled, revision: 'stored' });
  }

  const events: EmitEvent[] = [];
  const sent: SentCall[] = [];
  const answers: Answerer[] = [];
  const postponed = new Map<string, number>();
  const copies: { readonly body: QueueBody; readonly delay: number }[] = [];
  const provider: Provider<RenderedSms> = {
    async send(message, rendered) {
      const answer = (await answers.shift()?.(message)) ?? {
        kind: 'accepted',
        providerId: `p-${sent.length}`,
      };
      if (answer.kind === 'accepted') {
        sent.push({ id: message.id, to: message.to, rendered, at: clock.now });
      }
      return answer;
    },
  };
  const receipts = createMemoryProviderReceipts();
  const addresses = createMemoryAddressBook();
  const plain: SmsPorts = {
    profiles,
    addresses,
    receipts,
    ledger,
    statistics,
    programs,
    provider,
    links: sampleLinks,
    deadTokens: createMemoryDeadTokens(),
    events: {
      async put(batch) {
        events.push(...batch);
        return [];
      },
    },
    queues: {
      async send(_queue, bodies, delays = []) {
        copies.push(...bodies.map((body, index) => ({ body, delay: delays[index] ?? 0 })));
        return [];
      },
    },
    visibility: {
      async extend(postponements) {
        for (const { receiptHandle, seconds } of postponements) postponed.set(receiptHandle, seconds);
      },
    },
  };
  const ports = injector.wrap(plain, invocation);
  return {
    clock,
    injector,
    invocation,
    profiles,
    addresses,
    ledger,
    statistics,
    receipts,
    programs,
    events,
    sent,
    answers,
    postponed,
    /** Sent to the queue by the sender; `drainQueue` delivers them. */
    copies,
    ports,
    saveTemplate,
  };
}

export type SendingSetup = Awaited<ReturnType<typeof createSendingSetup>>;

/** Rendering without a worker: the render sandbox has tests of its own. */
export function renderInProcess(): Pick<RenderSandbox, 'render'> {
  const render = createContentRenderer(defaultLimits);
  return { render: async (request) => render(request) };
}

/** Sum of `<channel>.<state>` counts of one origin, without reasons. */
export function countTotal(setup: Pick<SendingSetup, 'statistics'>, origin = 'rule:greet'): number {
  const measures = setup.statistics.sumAll()[origin] ?? {};
  return Object.entries(measures)
    .filter(([name]) => name.split('.').length === 2)
    .reduce((sum, [, quantity]) => sum + quantity, 0);
}
