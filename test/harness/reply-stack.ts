/** Receives replies of a channel in memory, under faults: a reply is delivered again until an attempt ends well. */
import { createMemoryAddressBook } from '../../adapters/memory/address-book.ts';
import { createMemoryDoubtfulReplies } from '../../adapters/memory/doubtful-replies.ts';
import { createMemoryIdentityStore } from '../../adapters/memory/identity-store.ts';
import { createMemoryProfileStore } from '../../adapters/memory/profile-store.ts';
import { createMemoryProviderReceipts } from '../../adapters/memory/provider-receipts.ts';
import { whatsAppProvider } from '../../app/feedback/read-whatsapp-report.ts';
import type { MessageOwner } from '../../app/ports/provider-receipts.ts';
import type { ProviderAnswer } from '../../app/ports/providers.ts';
import type { Answer } from '../../app/ports/replies.ts';
import { receiveReply } from '../../app/replies/receive-reply.ts';
import { receiveWhatsApp } from '../../app/replies/receive-whatsapp.ts';
import type { Reply, ReplyPorts } from '../../app/replies/reply.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { makeStopKey } from '../../engine/channels/consent-key.ts';
import { formatOwner } from '../../engine/channels/whatsapp-callback.ts';
import type { AddressPolicy } from '../../engine/model/documents/deliverability-policy.ts';
import { defaultPolicy } from '../../engine/model/documents/policy-document.ts';
import type { ReplyPolicy } from '../../engine/model/documents/reply-policy.ts';
import type { EmitEvent } from '../../engine/model/effects.ts';
import { createFaultInjector, type Fault } from './faults.ts';
import { makeWhatsAppEvent } from './whatsapp-events.ts';

export const phone = '+393331234567';

/** The channels that people reply on, and what differs between them. */
export const replyChannels = {
  sms: {
    ourNumber: '+390212345678',
    provider: 'sms-voice',
    recordedBy: 'receive-sms',
    /** The provider keeps a list of its own. */
    hasList: true,
  },
  whatsapp: {
    ourNumber: '+12065550100',
    provider: whatsAppProvider,
    recordedBy: 'record-feedback',
    hasList: false,
  },
} as const;

export type ReplyChannel = keyof typeof replyChannels;

export const replyChannelNames = Object.keys(replyChannels) as readonly ReplyChannel[];

const whatsAppNumber = 'phone-number-id-976c72a700aac43eaf573ae050example';
const start = Date.parse('2026-11-20T10:00:00Z');

export interface ReplyStackOptions {
  /** SMS unless given. */
  readonly channel?: ReplyChannel;
  readonly policy?: ReplyPolicy;
  readonly choices?: AddressPolicy;
  readonly faults?: readonly Fault[];
  readonly isProviderAnswering?: boolean;
  /** Of the next calls for an answer; accepted after them. */
  readonly results?: ProviderAnswer[];
}

export function createReplyStack({
  channel = 'sms',
  policy = {},
  choices = {},
  faults = [],
  isProviderAnswering = false,
  results = [],
}: ReplyStackOptions = {}) {
  const addresses = createMemoryAddressBook();
  const clock = { now: start };
  const events: EmitEvent[] = [];
  const answers: Answer[] = [];
  const optOuts = new Set<string>();
  const doubtful = createMemoryDoubtfulReplies();
  const ports = {
    addresses,
    identities: createMemoryIdentityStore(addresses),
    receipts: createMemoryProviderReceipts(),
    profiles: createMemoryProfileStore(),
    events: {
      async put(put: readonly EmitEvent[]) {
        for (const event of put) if (!events.some((known) => isSame(known, event))) events.push(event);
        return [];
      },
    },
    doubtful,
    answers: {
      async send(answer: Answer): Promise<ProviderAnswer> {
        const result = results.shift() ?? { kind: 'accepted', providerId: `a-${answers.length}` };
        if (result.kind === 'accepted') answers.push(answer);
        return result;
      },
    },
    optOuts: {
      async add(address: string) {
        optOuts.add(address);
      },
      async remove(address: string) {
        optOuts.delete(address);
        return 'removed' as const;
      },
    },
  } satisfies ReplyPorts;
  const injector = createFaultInjector(...faults);
  let attempts = 0;

  const { provider, ourNumber, hasList } = replyChannels[channel];
  /** Those whose calls can fail. */
  const faulty = hasList ? ports : omitList(ports);

  async function attempt(delivery: readonly Reply[] | string): Promise<void> {
    attempts += 1;
    const shared = {
      ...injector.wrap(faulty, { isDead: false }),
      policy: async () => ({ ...defaultPolicy, replies: policy, addresses: choices }),
      attempt: `attempt-${attempts}`,
      telemetry: silentTelemetry,
      now: () => clock.now,
    };
    if (typeof delivery === 'string') return receiveWhatsApp(delivery, whatsAppNumber, shared);
    for (const reply of delivery) await receiveReply(reply, { ...shared, provider, isProviderAnswering });
  }

  /** Until an attempt ends well, at most five times. */
  async function deliver(delivery: readonly Reply[] | string): Promise<void> {
    for (let round = 1; ; round++) {
      try {
        return await attempt(delivery);
      } catch (error) {
        if (round === 5) throw error;
        clock.now += 1000;
      }
    }
  }

  function makeReply(text: string, after: number, own: Partial<Reply>): Reply {
    return { id: `r-${after}`, channel, from: phone, to: ourNumber, text, at: start + after, ...own };
  }

  return {
    ports,
    clock,
    events,
    answers,
    optOuts,
    injector,
    ourNumber,
    /** A moment in milliseconds after the start; whole seconds in WhatsApp. */
    async receive(text: string, after: number, own: Partial<Reply> = {}): Promise<void> {
      const reply = makeReply(text, after, own);
      await deliver(channel === 'sms' ? [reply] : makeBody([reply]));
    },
    /** As one delivery, in order: one record of a queue, or one event of Meta. */
    async receiveTogether(texts: Readonly<Record<number, string>>, own: Partial<Reply> = {}): Promise<void> {
      const replies = Object.entries(texts).map(([after, text]) => makeReply(text, Number(after), own));
      await deliver(channel === 'sms' ? replies : makeBody(replies));
    },
    /** The provider's id of a message of ours: kept by the sender of SMS, reported by Meta. */
    async keepReceipt(providerId: string, owner: MessageOwner): Promise<void> {
      if (channel === 'sms') return ports.receipts.keep(provider, providerId, owner, 1);
      const callback = formatOwner(owner);
      const status = { id: providerId, status: 'sent', timestamp: '1', biz_opaque_callback_data: callback };
      return deliver(JSON.stringify(makeWhatsAppEvent({ statuses: [status] })));
    },
    /** What a sender reads. */
    async readStop(address = phone): Promise<string | undefined> {
      const record = await addresses.read(channel, address, { consistent: true });
      return record?.consents[makeStopKey(channel)];
    },
    listDoubtful: async () => (await doubtful.list(undefined)).replies,
  };
}

export type ReplyStack = ReturnType<typeof createReplyStack>;

function omitList<Ports extends { readonly optOuts: object }>({ optOuts: _, ...ports }: Ports) {
  return ports;
}

/** Meta leaves the plus out, and counts in seconds. */
function makeBody(replies: readonly Reply[]): string {
  const messages = replies.map(({ id, from, text, at, inReplyTo }) => ({
    ...{ id, from: from.slice(1), timestamp: String(at / 1000), type: 'text', text: { body: text } },
    ...(inReplyTo === undefined ? {} : { context: { id: inReplyTo } }),
  }));
  return JSON.stringify(makeWhatsAppEvent({ messages }));
}

/** The profile counts an event once, by its id. */
function isSame(left: EmitEvent, right: EmitEvent): boolean {
  return left.id === right.id && left.profileId === right.profileId;
}
