/** Passages through geofences, in memory. */
import type { GeofencePassage, GeofencePassages, LastPassage } from '../../app/ports/geofence-passages.ts';

export function createMemoryGeofencePassages(): GeofencePassages {
  const passages = new Map<string, LastPassage>();
  const name = ({ device, type, fence }: GeofencePassage) => JSON.stringify([device, type, fence]);
  return {
    find: async (passage) => passages.get(name(passage)),
    async replace(passage, expected, next) {
      if (passages.get(name(passage))?.at !== expected?.at) return false;
      passages.set(name(passage), next);
      return true;
    },
  };
}
