/** Puts each event of a partner or an AWS service on the stage's bus. An event that is not accepted stays in the queue. */
import type { SQSBatchResponse } from 'aws-lambda';
import { readJson } from '../../engine/touchpoint/read-json.ts';
import type { GeofencePassages } from '../ports/geofence-passages.ts';
import type { TouchpointSender } from '../ports/touchpoint-sender.ts';
import { type QueueRecord, runRecords } from '../runtime/sqs-batch.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { admitPassage } from './aws-sources/admit-passage.ts';
import { readPassage } from './aws-sources/map-geofence-event.ts';
import { type AwsSourceSettings, mapPartnerEvent, readPartnerEvent } from './partners/map-partner-event.ts';
import type { PartnerEvent } from './partners/partner-event.ts';

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

export interface BridgeDependencies {
  readonly sender: Pick<TouchpointSender, 'send'>;
  readonly passages: GeofencePassages;
  readonly settings: AwsSourceSettings;
  readonly telemetry: Telemetry;
}

/** A repeat puts the event again under the same message id, so it counts once. */
export function bridgePartnerEvents(
  records: readonly QueueRecord[],
  { sender, passages, settings, telemetry }: BridgeDependencies,
): Promise<SQSBatchResponse> {
  const failure = 'The partner event was not put on the bus; it is retried';
  return runRecords(records, telemetry, failure, async ({ body }) => {
    const event = readPartnerEvent(readJson(body));
    const touchpoint = mapPartnerEvent(event, settings);
    if (touchpoint === undefined || !(await counts(event, passages))) {
      telemetry.count('PartnerEventsIgnored');
      return;
    }
    // One call each: ten events of 256 KB do not fit into one.
    const [refused] = await sender.send([touchpoint]);
    if (refused !== undefined) throw new PartnerEventNotTakenError(refused.code);
    telemetry.count('PartnerEventsBridged');
  });
}

async function counts(event: PartnerEvent, passages: GeofencePassages): Promise<boolean> {
  const passage = event.source === 'aws.geo' ? readPassage(event) : undefined;
  return passage === undefined || admitPassage(passages, passage);
}
