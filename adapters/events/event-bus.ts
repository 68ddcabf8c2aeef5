/** Puts Percorso's events on the bus, in the touchpoint envelope, with source `percorso`. */

import {
  EventBridgeClient,
  type EventBridgeClientConfig,
  PutEventsCommand,
  type PutEventsRequestEntry,
} from '@aws-sdk/client-eventbridge';
import type { EventBus } from '../../app/ports/event-bus.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { EmitEvent } from '../../engine/model/effects.ts';
import { repeatableCallOptions } from '../client-options.ts';

/**
 * The sender of the events. Events of message senders are outcomes, which the ingest rule delivers back to the profile;
 * events of rules are for other systems and are not delivered back.
 */
export type EventOrigin = 'sender' | 'rule';

export function createEventBridgeClient(overrides: EventBridgeClientConfig = {}): EventBridgeClient {
  return new EventBridgeClient({ ...repeatableCallOptions, ...overrides });
}

export function createEventBridgeBus(
  client: Pick<EventBridgeClient, 'send'>,
  busName: string,
  origin: EventOrigin,
): EventBus {
  return {
    async put(events) {
      const { Entries = [] } = await client.send(
        new PutEventsCommand({ Entries: events.map((event) => encodeEvent(event, busName, origin)) }),
      );
      // Results are in the order of the request; failed entries have an error code.
      return events.filter((_, index) => Entries[index]?.ErrorCode !== undefined);
    },
  };
}

export function encodeEvent(event: EmitEvent, busName: string, origin: EventOrigin): PutEventsRequestEntry {
  return {
    EventBusName: busName,
    Source: 'percorso',
    DetailType: event.name,
    Time: new Date(event.occurredAt),
    Detail: JSON.stringify({
      messageId: event.id,
      profileId: event.profileId,
      type: 'track',
      properties: event.properties,
      ...omitAbsent({ traits: event.traits }),
      context: { origin, ...event.context },
      timestamp: new Date(event.occurredAt).toISOString(),
    }),
  };
}
