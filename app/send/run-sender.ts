/** One invocation of a sender: its records concurrently, one message's trouble never another's. */
import type { SQSBatchResponse } from 'aws-lambda';
import type { EventBus, Queues, VisibilityTimeouts } from '../ports/ports.ts';
import { handBack, type QueueRecord, readReceiveCount, type UnfinishedRecord } from '../runtime/sqs-batch.ts';
import { concludeRun } from './conclude.ts';
import { deliver } from './deliver.ts';
import { keepWaiting } from './keep-waiting.ts';
import type { Sending, SendingRun, SendResult, SettledDelivery } from './sending.ts';
import { retryLater } from './waits.ts';

export interface SenderPorts {
  readonly events: EventBus;
  readonly visibility: VisibilityTimeouts;
  /** Of senders whose messages can wait for hours. */
  readonly queues?: Queues;
}

/** Reads a record's body. Throws when it is none of this sender's. */
export type DeliveryReader = (body: string, receiveCount: number) => Sending;

/** At most ten records come at once (lib/work-queue.ts), so all of them are worked on at once. */
export async function runSender(
  records: readonly QueueRecord[],
  readDelivery: DeliveryReader,
  ports: SenderPorts,
  run: SendingRun,
): Promise<SQSBatchResponse> {
  const { groups, unreadable } = readRecords(records, readDelivery, run);
  const outcomes = await Promise.all(
    groups.map(async (group) => ({ ...group, result: await attempt(group.delivery, run) })),
  );

  const unfinished: UnfinishedRecord[] = [...unreadable];
  const settled: SettledDelivery[] = [];
  const uncounted: UnfinishedRecord[] = [];
  let isInDoubt = false;
  for (const { delivery, records: group, result } of outcomes) {
    if (result.kind === 'broken off') isInDoubt = true;
    if (result.kind === 'later' || result.kind === 'broken off') {
      unfinished.push(...group.map((record) => ({ record, retryAfter: result.seconds })));
    }
    if (result.kind === 'waiting') {
      unfinished.push(...(await keepWaiting(delivery, result, group, ports.queues, run)));
    }
    if (result.kind === 'settled') {
      settled.push(result.settled);
      uncounted.push(...group.map((record) => comeAgain(record, run)));
    }
  }
  if (isInDoubt && settled.length > 0) {
    // What broke off may be settled under this run's name: it would pass for counted if the run were. All come again,
    // and each is counted by the run that finds it.
    run.telemetry.info('A delivery broke off: the run is counted by later ones', { settled: settled.length });
    return handBack([...unfinished, ...uncounted], ports.visibility);
  }
  try {
    await concludeRun(settled, ports.events, run);
    logOutcomes(settled, run);
  } catch (error) {
    run.telemetry.error('Outcomes neither reported nor counted; their records come again', error);
    unfinished.push(...uncounted);
  }
  return handBack(unfinished, ports.visibility);
}

interface Group {
  readonly delivery: Sending;
  readonly records: QueueRecord[];
}

/** A message that stands twice in one batch is one message: its claims would not tell the records apart. */
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
      run.telemetry.error('Not a message of ours; it ends in the dead-letter queue', error, {
        record: record.messageId,
      });
      unreadable.push(comeAgain(record, run));
    }
  }
  return { groups: [...groups.values()], unreadable };
}

/** Thrown out of after the claim: what it wrote is not known here. */
interface BrokenOff {
  readonly kind: 'broken off';
  readonly seconds: number;
}

async function attempt(delivery: Sending, run: SendingRun): Promise<SendResult | BrokenOff> {
  let isPrepared = false;
  const prepare = async () => {
    const preparation = await delivery.prepare();
    isPrepared = true;
    return preparation;
  };
  try {
    return await deliver({ ...delivery, prepare }, run);
  } catch (error) {
    const { id: messageId, profileId } = delivery.effect;
    run.telemetry.error('Not sent now; the record comes again', error, { messageId, profileId });
    const later = retryLater(delivery, run);
    return isPrepared ? { kind: 'broken off', seconds: later.seconds } : later;
  }
}

function comeAgain(record: QueueRecord, run: SendingRun): UnfinishedRecord {
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
    run.telemetry.count(metrics[state]);
    // A wrong address is the person's affair; every other failure is for somebody to fix.
    if (state === 'failed' && reason !== 'invalid_address') run.telemetry.count('MessageFaults');
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
