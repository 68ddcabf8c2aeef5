/** Passages through geofences, in memory. */
import type {
  GeofencePassage,
  GeofencePassages,
  GeofenceReader,
  LastPassage,
} from '../../app/ports/geofence-passages.ts';

export function createMemoryGeofencePassages(): GeofencePassages & GeofenceReader {
  const passages = new Map<string, LastPassage>();
  const name = ({ device, type, fence }: GeofencePassage) => JSON.stringify([device, type, fence]);
  return {
    list: async (device) =>
      [...passages].flatMap(([key, { at }]) => {
        const [owner, type = '', fence = ''] = JSON.parse(key) as string[];
        return owner === device ? [{ type, fence, at }] : [];
      }),
    find: async (passage) => passages.get(name(passage)),
    async replace(passage, expected, next) {
      if (passages.get(name(passage))?.at !== expected?.at) return false;
      passages.set(name(passage), next);
      return true;
    },
  };
}
