/** The sender of one channel: what the channel functions compose with their provider. */
import type { SQSBatchResponse } from 'aws-lambda';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { SmsBill, SmsPriceOverrides } from '../../engine/channels/sms-prices.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { AddressBook } from '../ports/address-book.ts';
import type { ContentReader } from '../ports/content-reader.ts';
import type { DeadTokenStore } from '../ports/dead-tokens.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { MessageCopies } from '../ports/message-copies.ts';
import type { MessageLedger } from '../ports/message-ledger.ts';
import type { ProfileStore } from '../ports/profile-store.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import type { MailingList, Provider } from '../ports/providers.ts';
import type { Queues, VisibilityTimeouts } from '../ports/queues.ts';
import type { RenderedFields, RenderSandbox } from '../ports/rendering.ts';
import type { SendingAllowance } from '../ports/sending-allowance.ts';
import type { StatisticsStore } from '../ports/statistics-store.ts';
import { nameBatch } from '../runtime/batch-names.ts';
import type { QueueRecord } from '../runtime/sqs-batch.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { prepareForFirstUsable } from './choose-address.ts';
import { createShareClaims } from './claim-share.ts';
import { type ContentClock, createContentCache } from './content-cache.ts';
import { createBurstGuard } from './devices/burst-guard.ts';
import { queueRest } from './devices/device-rest.ts';
import type { MessageLinks } from './message-links.ts';
import { createSendPaces, type PaceTools } from './pace-delivery.ts';
import { createPolicyCache } from './policy-cache.ts';
import type { MessageTools } from './prepare-message.ts';
import { readSendMessage } from './read-message.ts';
import { type DeliveryReader, runSender } from './run-sender.ts';
import type { SenderReceipts, SendingRun } from './sending.ts';
import type { ShortLinkTools } from './short-links.ts';
import { createTemplateCache } from './template-cache.ts';

/** All dependencies whose calls can fail. */
export interface MessageSenderPorts<Rendered> {
  readonly profiles: Pick<ProfileStore, 'load'>;
  readonly addresses: Pick<AddressBook, 'read' | 'claim' | 'readClaim'>;
  readonly ledger: MessageLedger;
  readonly statistics: Pick<StatisticsStore, 'has' | 'put'>;
  readonly programs: ProgramReader;
  readonly events: EventBus;
  readonly visibility: VisibilityTimeouts;
  /** Of the channel: for a new copy of a message that waits. */
  readonly queues: Queues;
  readonly provider: Provider<Rendered>;
  readonly links: MessageLinks;
  /** For templates that fetch content. */
  readonly content?: ContentReader;
  /** Of push. */
  readonly deadTokens?: DeadTokenStore;
}

export interface MessageSenderSettings<Rendered> {
  readonly channel: Channel;
  readonly ports: MessageSenderPorts<Rendered>;
  /** Needed where the provider's reports carry only its own message id. */
  readonly receipts?: SenderReceipts;
  readonly sandbox: Pick<RenderSandbox, 'render'>;
  shape(fields: RenderedFields, listing?: MailingList): Rendered;
  /** Of SMS: what a message to this number is billed by. */
  bill?(to: string, rendered: Rendered, prices?: SmsPriceOverrides): SmsBill;
  /** Of SMS: from what the stage sends. */
  readonly origination?: string;
  /** Of WhatsApp: it has only free text. */
  needsWindow?(rendered: Rendered): boolean;
  /** Of email: the domain that sends it. */
  readDomain?(rendered: Rendered): string;
  /** Of email and SMS: what is left of the day's limits. */
  readonly allowance?: SendingAllowance;
  /** Of email: what `{{ view_online_url }}` shows. */
  readonly copies?: Pick<MessageCopies, 'keep'>;
  /** Of email: the sender of the stage, which the copies name. */
  readonly defaultFrom?: string;
  /** Of SMS. */
  readonly shortLinks?: ShortLinkTools;
  readonly timelineDays: number;
  /** Epoch ms. */
  now(): number;
  /** In [0, 1). */
  random(): number;
  /** Milliseconds. Default: a timer. */
  readonly sleep?: ContentClock['sleep'];
  /** Absent: the sender is not paced. */
  readonly pace?: Omit<PaceTools, 'now'>;
}

export type Sender = (
  records: readonly QueueRecord[],
  invocation: { readonly requestId: string; readonly telemetry: Telemetry },
) => Promise<SQSBatchResponse>;

/** Deliveries, with 4 to 10 minutes between the first and the last, in which content that fails is read again. */
const mostContentTries = 8;

/** Create it once per process: templates, policy and the render worker are kept between invocations. */
export function createMessageSender<Rendered>(settings: MessageSenderSettings<Rendered>): Sender {
  const { channel, ports, receipts, sandbox, shape, readDomain, timelineDays, now, random, pace } = settings;
  const policies = createPolicyCache(ports.programs);
  const templates = createTemplateCache(ports.programs);
  const clock = { now, random, ...omitAbsent({ sleep: settings.sleep }) };
  const content = ports.content && createContentCache(ports.content, clock);
  const claimShare = settings.allowance && createShareClaims(settings.allowance);
  const paces = pace && createSendPaces({ ...pace, now });
  const guard = ports.deadTokens && createBurstGuard(ports.deadTokens);
  return (records, { requestId, telemetry }) => {
    const { profiles, addresses, links, provider, ledger, statistics } = ports;
    const batch = nameBatch(channel, now(), requestId);
    const run: SendingRun = {
      ledger,
      statistics,
      receipts,
      batch,
      timelineDays,
      now,
      random,
      telemetry,
      guard,
    };
    const tools = {
      profiles,
      addresses,
      links,
      timelineDays,
      policies,
      templates,
      sandbox,
      provider,
      shape,
      readDomain,
      telemetry,
      now,
      ...omitAbsent({
        bill: settings.bill,
        origination: settings.origination,
        needsWindow: settings.needsWindow,
        claimShare,
        copies: settings.copies,
        defaultFrom: settings.defaultFrom,
        shortLinks: settings.shortLinks,
        content,
      }),
    };
    return runSender(records, createMessageReader(channel, tools, run, ports.queues), ports, run, paces);
  };
}

/** A queue record of a message channel as a delivery for the protocol. */
function createMessageReader<Rendered>(
  channel: Channel,
  tools: MessageTools<Rendered>,
  run: Pick<SendingRun, 'now' | 'telemetry'>,
  queues: Queues,
): DeliveryReader {
  return (body, receiveCount) => {
    const message = readSendMessage(body, channel);
    return {
      effect: message,
      receiveCount,
      isPaused: () => tools.policies.isSendingPaused(run.now()),
      prepare: () => prepareForFirstUsable(message, { ...tools, canReturn: receiveCount < mostContentTries }),
      afterUnknown: message.class === 'promotional' ? 'never' : 'after-feedback',
      queueRest: (devices, lifeEndsAt) => queueRest(message, devices, lifeEndsAt, queues, run),
    };
  };
}
