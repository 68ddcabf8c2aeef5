/** One invocation of a sender. Its records run concurrently, and a failed message does not affect the others. */
import type { SQSBatchResponse } from 'aws-lambda';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { nameStream } from '../../engine/channels/email-streams.ts';
import { ContentUnavailableError } from '../ports/content-reader.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { Queues, VisibilityTimeouts } from '../ports/queues.ts';
import { handBack, type QueueRecord, readReceiveCount, type UnfinishedRecord } from '../runtime/sqs-batch.ts';
import { concludeRun } from './conclude.ts';
import { deliver } from './deliver.ts';
import { keepWaiting } from './keep-waiting.ts';
import type { PacedRun, SendPaces } from './pace-delivery.ts';
import type { Preparation, Sending, SendingRun, SendResult, SettledDelivery } from './sending.ts';
import { retryAsAsked, retryLater } from './waits.ts';

export interface SenderPorts {
  readonly events: EventBus;
  readonly visibility: VisibilityTimeouts;
  /** Present for senders whose messages can wait for hours. */
  readonly queues?: Queues;
}

/** Reads a record's body. Throws when it is not a message for this sender. */
export type DeliveryReader = (body: string, receiveCount: number) => Sending;

/** A batch has at most ten records (lib/work-queue.ts), so all of them run concurrently. */
export async function runSender(
  records: readonly QueueRecord[],
  readDelivery: DeliveryReader,
  ports: SenderPorts,
  run: SendingRun,
  paces?: SendPaces,
): Promise<SQSBatchResponse> {
  const { groups, unreadable } = readRecords(records, readDelivery, run);
  const paced = paces?.begin(groups.map(({ delivery }) => delivery));
  const outcomes = await Promise.all(
    groups.map(async (group) => ({ ...group, result: await attempt(group.delivery, run, paced) })),
  );
  const response = await conclude(outcomes, unreadable, ports, run);
  await paced?.finish();
  return response;
}

interface Outcome extends Group {
  readonly result: SendResult | Interrupted;
}

async function conclude(
  outcomes: readonly Outcome[],
  unreadable: readonly UnfinishedRecord[],
  ports: SenderPorts,
  run: SendingRun,
): Promise<SQSBatchResponse> {
  const unfinished: UnfinishedRecord[] = [...unreadable];
  const settled: SettledDelivery[] = [];
  const uncounted: UnfinishedRecord[] = [];
  let isInDoubt = false;
  for (const { delivery, records: group, result } of outcomes) {
    if (result.kind === 'interrupted') isInDoubt = true;
    if (result.kind === 'later' || result.kind === 'interrupted') {
      unfinished.push(...group.map((record) => ({ record, retryAfter: result.seconds })));
    }
    if (result.kind === 'waiting') {
      unfinished.push(...(await keepWaiting(delivery, result, group, ports.queues, run)));
    }
    if (result.kind === 'settled') {
      settled.push(result.settled);
      uncounted.push(...group.map((record) => retryRecord(record, run)));
    }
  }
  if (isInDoubt && settled.length > 0) {
    // An interrupted message may be settled under this invocation's id: if the invocation were counted, the message
    // would pass for counted. All records are retried, and each is counted by the invocation that finds it.
    run.telemetry.info('A delivery was interrupted; later invocations count its batch', {
      settled: settled.length,
    });
    return handBack([...unfinished, ...uncounted], ports.visibility);
  }
  try {
    await concludeRun(settled, ports.events, run);
    logOutcomes(settled, run);
  } catch (error) {
    run.telemetry.error('Outcomes were neither reported nor counted; their records are retried', error);
    unfinished.push(...uncounted);
  }
  return handBack(unfinished, ports.visibility);
}

interface Group {
  readonly delivery: Sending;
  readonly records: QueueRecord[];
}

/** Two records of one message in a batch are one message: they share a claim, which cannot distinguish them. */
function readRecords(
  records: readonly QueueRecord[],
  readDelivery: DeliveryReader,
  run: SendingRun,
): { readonly groups: readonly Group[]; readonly unreadable: readonly UnfinishedRecord[] } {
  const groups = new Map<string, Group>();
  const unreadable: UnfinishedRecord[] = [];
  for (const record of records) {
    try {
      const delivery = readDelivery(record.body, readReceiveCount(record));
      const key = JSON.stringify([delivery.effect.profileId, delivery.effect.id]);
      const group = groups.get(key) ?? { delivery, records: [] };
      group.records.push(record);
      groups.set(key, group);
    } catch (error) {
      run.telemetry.error(
        'The record is not a message for this sender; it ends in the dead-letter queue',
        error,
        {
          record: record.messageId,
        },
      );
      unreadable.push(retryRecord(record, run));
    }
  }
  return { groups: [...groups.values()], unreadable };
}

/** The delivery threw after it was prepared: whether it wrote a claim or an outcome is unknown here. */
interface Interrupted {
  readonly kind: 'interrupted';
  readonly seconds: number;
}

async function attempt(
  delivery: Sending,
  run: SendingRun,
  paced: PacedRun | undefined,
): Promise<SendResult | Interrupted> {
  let prepared: Preparation | undefined;
  const prepare = async () => {
    prepared = await delivery.prepare();
    return prepared;
  };
  try {
    const send = (paced: Sending) => deliver(paced, run);
    const result = await (paced?.deliver({ ...delivery, prepare }, send) ?? send({ ...delivery, prepare }));
    return describeSent(result ?? retryLater(delivery, run), delivery, prepared);
  } catch (error) {
    const { id: messageId, profileId } = delivery.effect;
    run.telemetry.error('The message was not sent; its record is retried', error, { messageId, profileId });
    const asked = error instanceof ContentUnavailableError ? error.retryAfter : undefined;
    const later = retryAsAsked(delivery, run, asked);
    return prepared !== undefined ? { kind: 'interrupted', seconds: later.seconds } : later;
  }
}

/** Email counts for the domain that sends it, SMS for the country that it is sent to. */
function describeSent(
  result: SendResult,
  { effect }: Sending,
  prepared: Preparation | undefined,
): SendResult {
  if (result.kind !== 'settled' || effect.kind !== 'SendMessage') return result;
  if (prepared === undefined || prepared.kind === 'waiting' || prepared.kind === 'erased') return result;
  const { domain, bill, moved } = prepared;
  const stream = domain === undefined ? undefined : nameStream(effect.class, domain);
  return { ...result, settled: { ...result.settled, ...omitAbsent({ stream, bill, moved }) } };
}

function retryRecord(record: QueueRecord, run: SendingRun): UnfinishedRecord {
  return { record, retryAfter: retryLater({ receiveCount: readReceiveCount(record) }, run).seconds };
}

const metrics = {
  sent: 'MessagesSent',
  failed: 'MessagesFailed',
  suppressed: 'MessagesSuppressed',
  unknown: 'MessagesUnknown',
} as const;

function logOutcomes(settled: readonly SettledDelivery[], run: SendingRun): void {
  for (const { effect, state, reason, note } of settled) {
    // The metrics count the message once, not the further try for some of its devices.
    if (effect.kind !== 'SendMessage' || effect.restOf === undefined) {
      run.telemetry.count(metrics[state]);
      if (state === 'failed' && !isOfAddress(reason)) run.telemetry.count('MessageFaults');
    }
    if (state === 'sent') continue;
    run.telemetry.info('Not sent', {
      messageId: effect.id,
      profileId: effect.profileId,
      state,
      reason,
      note,
    });
  }
}

/** A wrong address is the person's to correct; every other failure is a fault that the operator must fix. */
function isOfAddress(reason: SettledDelivery['reason']): boolean {
  return reason === 'invalid_address' || reason === 'tokens_refused';
}
