/** Puts touchpoints of other systems on the bus, as those systems would. */
import {
  EventBridgeClient,
  type EventBridgeClientConfig,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge';
import type { JsonObject } from '../../engine/json.ts';
import { repeatableCallOptions } from '../client-options.ts';

/** One event as PutEvents takes it. */
export interface SentTouchpoint {
  readonly source: string;
  readonly name: string;
  readonly detail: JsonObject;
  /** Epoch ms, for an event that arrived before; when it is put, if left out. */
  readonly receivedAt?: number;
}

export interface RefusedTouchpoint {
  readonly touchpoint: SentTouchpoint;
  /** EventBridge's own words: `ThrottlingException`, `MalformedDetail`, ... */
  readonly code: string;
  readonly message: string;
}

export interface TouchpointSender {
  /** Up to 10 in one call, of at most 1 MB together. Returns those the bus did not take, and why. */
  send(touchpoints: readonly SentTouchpoint[]): Promise<readonly RefusedTouchpoint[]>;
  close(): void;
}

export function createTouchpointSender(options: EventBridgeClientConfig, busName: string): TouchpointSender {
  const client = new EventBridgeClient({ ...repeatableCallOptions, ...options });
  return {
    async send(touchpoints) {
      const { Entries = [] } = await client.send(
        new PutEventsCommand({
          Entries: touchpoints.map(({ source, name, detail, receivedAt }) => ({
            EventBusName: busName,
            Source: source,
            DetailType: name,
            Detail: JSON.stringify(detail),
            ...(receivedAt === undefined ? {} : { Time: new Date(receivedAt) }),
          })),
        }),
      );
      return touchpoints.flatMap((touchpoint, index) => {
        const { ErrorCode, ErrorMessage = '' } = Entries[index] ?? {};
        return ErrorCode === undefined ? [] : [{ touchpoint, code: ErrorCode, message: ErrorMessage }];
      });
    },
    close: () => client.destroy(),
  };
}
