/** Puts each event of a partner event bus on the stage's bus. An event that is not accepted stays in the queue. */
import type { SQSBatchResponse } from 'aws-lambda';
import { readJson } from '../../engine/touchpoint/read-json.ts';
import type { TouchpointSender } from '../ports/touchpoint-sender.ts';
import { type QueueRecord, runRecords } from '../runtime/sqs-batch.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { mapPartnerEvent } from './partners/map-partner-event.ts';

/** The stage's bus did not accept an event. */
export class PartnerEventNotTakenError extends Error {
  readonly code = 'partner_event_not_taken';
  constructor(reason: string) {
    super(
      `The event bus did not accept a partner event: ${reason}. It is retried, then kept as a dead letter.`,
    );
    this.name = 'PartnerEventNotTakenError';
  }
}

/** A repeat puts the event again under the same message id, so it counts once. */
export function bridgePartnerEvents(
  records: readonly QueueRecord[],
  sender: Pick<TouchpointSender, 'send'>,
  telemetry: Telemetry,
): Promise<SQSBatchResponse> {
  const failure = 'The partner event was not put on the bus; it is retried';
  return runRecords(records, telemetry, failure, async ({ body }) => {
    // One call each: ten events of 256 KB do not fit into one.
    const [refused] = await sender.send([mapPartnerEvent(readJson(body))]);
    if (refused !== undefined) throw new PartnerEventNotTakenError(refused.code);
    telemetry.count('PartnerEventsBridged');
  });
}
