/** DynamoDB keys of what the Profile API stores: built and parsed only here. */
import { sortableTime } from './keys.ts';

/** Keys of the Profile API; the sort key is the hash of the key. The policy of serve-profiles names it. */
export const apiKeyPartition = 'APIKEY';

/** Partition of the looks at a profile, in the timeline table. The policies of those who record looks name the prefix. */
export function lookPartition(profileId: string): string {
  return `LOOK#${profileId}`;
}

/** Partition of the looks of one key or operator on one day (UTC), in the timeline table. */
export function lookerPartition(looker: string, day: string): string {
  return `LOOKER#${looker}#${day}`;
}

export function lookSortKey(at: number, id: string): string {
  return `${sortableTime(at)}#${id}`;
}

/** Partition of the requests of a key of the Profile API, in the statistics table. Its policies name the prefix. */
export function callPartition(keyId: string): string {
  return `APICALLS#${keyId}`;
}

/** `minute`: minutes since 1970. */
export const callSortKey = (minute: number): string => `MINUTE#${String(minute).padStart(10, '0')}`;

/** The inverse of callSortKey. */
export const parseCallMinute = (sortKey: string): number => Number(sortKey.slice('MINUTE#'.length));
