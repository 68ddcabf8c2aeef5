/** Puts scans of codes on the bus, as touchpoints of an anonymous person from source `percorso`. */
import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { ScanBus } from '../../app/ports/code-scans.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';

export function createScanBus(client: Pick<EventBridgeClient, 'send'>, busName: string): ScanBus {
  return {
    async put({ id, anonymousId, name, code, place, campaign, device, at }) {
      const detail = {
        messageId: id,
        anonymousId,
        type: 'track',
        properties: { code, device, ...omitAbsent({ campaign }) },
        // Only events of this origin are delivered to profiles.
        context: { origin: 'sender', ...omitAbsent({ place }) },
        timestamp: new Date(at).toISOString(),
      };
      const { FailedEntryCount } = await client.send(
        new PutEventsCommand({
          Entries: [
            {
              EventBusName: busName,
              Source: 'percorso',
              DetailType: name,
              Time: new Date(at),
              Detail: JSON.stringify(detail),
            },
          ],
        }),
      );
      return (FailedEntryCount ?? 0) === 0;
    },
  };
}
