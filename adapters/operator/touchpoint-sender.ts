/** Puts touchpoints of other systems on the bus, as those systems would. */

import {
  EventBridgeClient,
  type EventBridgeClientConfig,
  PutEventsCommand,
} from '@aws-sdk/client-eventbridge';
import type { TouchpointSender } from '../../app/ports/touchpoint-sender.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { repeatableCallOptions } from '../client-options.ts';

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
            ...omitAbsent({ Time: receivedAt === undefined ? undefined : new Date(receivedAt) }),
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
