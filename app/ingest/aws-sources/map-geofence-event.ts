/** Geofences of Amazon Location Service: a device entered or left one. */

import { type JsonObject, keepKnown } from '../../../engine/base/json.ts';
import type { GeofencePassage } from '../../ports/geofence-passages.ts';
import {
  type PartnerEvent,
  type PartnerTouchpoint,
  readObject,
  readText,
} from '../partners/partner-event.ts';
import { type IdKind, namePerson } from './person.ts';

const names: Readonly<Record<string, string>> = { ENTER: 'Geofence Entered', EXIT: 'Geofence Left' };

/** `kind`: what the ids of devices are. The position itself is left out: no condition or message needs it. */
export function mapGeofenceEvent({ id, detail }: PartnerEvent, kind: IdKind): PartnerTouchpoint {
  const type = readText(detail['EventType']) ?? '';
  const device = readText(detail['DeviceId']);
  return {
    name: names[type] ?? 'Geofence Passed',
    messageId: `geofence:${id}`,
    ...keepKnown({ timestamp: readText(detail['SampleTime']) }),
    ...namePerson(kind, device),
    properties: {
      ...keepPlain(detail['GeofenceProperties']),
      ...keepKnown({ place: readText(detail['GeofenceId']) }),
    },
  };
}

/** Undefined for an event that is no complete passage: it is not compared with others. */
export function readPassage({ id, time, detail }: PartnerEvent): GeofencePassage | undefined {
  const [device, fence, type] = ['DeviceId', 'GeofenceId', 'EventType'].map((name) => readText(detail[name]));
  const at = Date.parse(readText(detail['SampleTime']) ?? time);
  if (device === undefined || fence === undefined || type === undefined || Number.isNaN(at)) return undefined;
  return { device, fence, type, at, id };
}

function keepPlain(value: unknown): JsonObject {
  const entries = Object.entries(readObject(value)).filter(([, one]) => typeof one !== 'object');
  return Object.fromEntries(entries);
}
