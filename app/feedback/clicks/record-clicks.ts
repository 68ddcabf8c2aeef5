/**
 * Keeps clicks with their message and classifies each by all that is known of the message. A click that was classified
 * as a person's and turns out to be a machine's is corrected: in the counts, and by an event.
 */

import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { AddressUse } from '../../ports/address-uses.ts';
import type { LedgerMessage, MessageLedger } from '../../ports/message-ledger.ts';
import type { StatisticsBatch } from '../../ports/statistics-store.ts';
import { runBounded } from '../../runtime/run-bounded.ts';
import type { QueueRecord } from '../../runtime/sqs-batch.ts';
import { describeMachine } from '../classify-reader.ts';
import { findClickUse } from '../find-use.ts';
import type { Report } from '../provider-report.ts';
import type { ReceivedReport } from '../resolve-report.ts';
import { findClickReason } from './classify-clicks.ts';
import {
  type Click,
  type ClickLog,
  findDelivery,
  formatClickLog,
  listClicks,
  mostClicks,
  nameClick,
  readClickLog,
} from './click-log.ts';
import { findFirstClicks, planSegmentBatches, planSurplusBatch } from './count-clicks.ts';

/** What the report of a click, or of the delivery of a clicked message, results in. */
export interface RecordedClick extends ReceivedReport {
  /** Clicks that were reported as a person's before, as reports of a machine. */
  readonly corrections: readonly Report[];
  /** Immutable; several records may share one. */
  readonly batches: readonly StatisticsBatch[];
  /** The use of the message's address that follows; absent where the policy does not ask for it. */
  readonly use?: AddressUse;
}

/**
 * Milliseconds after a click until documents learn of a person's click: the reports of a scanner's other clicks arrive
 * meanwhile.
 */
export const clickHold = 10_000;

/** Messages at the same time; a batch has ten reports. */
const concurrency = 10;
/** Other invocations may write clicks of the same message in between. */
const attempts = 5;

/** Other invocations changed the clicks of the message each time before they could be written. */
export class ClicksChangedError extends Error {
  readonly code = 'clicks_changed';
  constructor() {
    super(
      `Other invocations changed the clicks of the message ${attempts} times. The report is delivered again.`,
    );
    this.name = 'ClicksChangedError';
  }
}

/** Adds the records that failed to `failures`. `now` in epoch ms. */
export async function recordClicks(
  ledger: Pick<MessageLedger, 'read' | 'recordClicks'>,
  received: readonly ReceivedReport[],
  now: number,
  failures: Map<QueueRecord, unknown>,
): Promise<readonly RecordedClick[]> {
  const messages = [
    ...Map.groupBy(received, ({ report }) => `${report.profileId} ${report.messageId}`).values(),
  ];
  const results = await runBounded(messages, concurrency, (members) => appendClicks(ledger, members, now));
  return messages.flatMap((members, index): RecordedClick[] => {
    const result = results[index];
    if (result?.ok !== true) {
      for (const { record } of members) failures.set(record, result?.error);
      return [];
    }
    return members.map((member) => describeRecorded(member, result.value, now));
  });
}

interface Recorded {
  readonly message: LedgerMessage;
  readonly log: ClickLog;
}

/** Undefined: the message is not in the ledger. Throws ClicksChangedError. */
async function appendClicks(
  ledger: Pick<MessageLedger, 'read' | 'recordClicks'>,
  members: readonly ReceivedReport[],
  now: number,
): Promise<Recorded | undefined> {
  const [first] = members;
  if (first === undefined) return undefined;
  const { profileId, messageId } = first.report;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const message = await ledger.read(profileId, messageId);
    if (message === undefined) return undefined;
    const log = readClickLog(message);
    const deliveredAt = message.outcomes['delivered'];
    const next = extendLog(log, members, deliveredAt, now);
    if (next === log) return { message, log };
    const change = {
      from: message.clicks,
      to: formatClickLog(next),
      deliveredAt,
      outcomes: findFirstClicks(next),
    };
    if (await ledger.recordClicks(profileId, messageId, change)) return { message, log: next };
  }
  throw new ClicksChangedError();
}

/** The same log when it has everything already. */
function extendLog(
  log: ClickLog,
  members: readonly ReceivedReport[],
  deliveredAt: number | undefined,
  now: number,
): ClickLog {
  const known = new Map(listClicks(log).map((click) => [nameClick(click), click]));
  const fresh: Click[] = [];
  for (const { report } of members) {
    const { click } = report;
    if (click === undefined || known.has(nameClick(click)) || known.size >= mostClicks) continue;
    known.set(nameClick(click), click);
    fresh.push(click);
  }
  const isDeliveryNew = deliveredAt !== undefined && known.size > 0 && findDelivery(log) === undefined;
  if (fresh.length === 0 && !isDeliveryNew) return log;
  return [
    ...log,
    {
      recordedAt: now,
      ...omitAbsent({ deliveredAt: isDeliveryNew ? deliveredAt : undefined }),
      clicks: fresh,
    },
  ];
}

function describeRecorded(
  member: ReceivedReport,
  recorded: Recorded | undefined,
  now: number,
): RecordedClick {
  const { record, report } = member;
  // It expired, or another application sent it.
  if (recorded === undefined) return { record, report, corrections: [], batches: [] };
  const { message, log } = recorded;
  const { click } = report;
  const index = log.findIndex(({ deliveredAt, clicks }) =>
    click === undefined
      ? deliveredAt !== undefined
      : clicks.some((logged) => nameClick(logged) === nameClick(click)),
  );
  const isInLog = index !== -1;
  return {
    record,
    report: click === undefined ? report : reclassify(report, click, log),
    corrections: isInLog ? listCorrections(report, log, index) : [],
    ...omitAbsent({ use: findClickUse(recorded, report, now - clickHold) }),
    batches: isInLog
      ? planSegmentBatches(message, log, index)
      : click === undefined
        ? []
        : [planSurplusBatch(message, log, click)],
  };
}

function reclassify(report: Report, click: Click, log: ClickLog): Report {
  const reason = findClickReason(click, log);
  if (reason === undefined || click.reason !== undefined) return report;
  return {
    ...report,
    outcome: 'machine_clicked',
    properties: { ...report.properties, ...describeMachine(reason) },
  };
}

/** The clicks that documents know as a person's and that this segment shows to be a machine's. */
function listCorrections(report: Report, log: ClickLog, index: number): readonly Report[] {
  const before = log.slice(0, index);
  const after = log.slice(0, index + 1);
  const recordedAt = log[index]?.recordedAt ?? 0;
  const { template, origin } = report.properties;
  return listClicks(before).flatMap((click): Report[] => {
    const reason = findClickReason(click, after);
    const isNew = reason !== undefined && findClickReason(click, before) === undefined;
    // The report of a younger click is still held, and is classified by this segment, too.
    if (!isNew || click.at + clickHold > recordedAt) return [];
    const { profileId, messageId, channel, receivedAt } = report;
    return [
      {
        profileId,
        messageId,
        channel,
        outcome: 'machine_clicked',
        at: click.at,
        receivedAt,
        click,
        properties: {
          device: click.device,
          ...describeMachine(reason),
          isCorrection: true,
          ...omitAbsent({ template, origin }),
        },
      },
    ];
  });
}
