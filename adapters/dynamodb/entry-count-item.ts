/** A count of journey entries as a separate item, in the person's partition of the timeline. */
import type { EntryCount } from '../../engine/model/journey-position.ts';
import { entryCountSortKey, schemaVersion } from '../keys.ts';
import { checkSchemaVersion, type Item, makeNumber, makeText, readNumber } from './attributes.ts';

const entity = 'EntryCount';

export function makeCountKey(profileId: string, name: string): Item {
  return { pk: makeText(profileId), sk: makeText(entryCountSortKey(name)) };
}

/** Everything but the key. No `expiresAt`: "once in a lifetime" outlives the entries of the timeline. */
export function encodeCount([times, lastAt]: EntryCount): Item {
  return {
    entity: makeText(entity),
    schemaVersion: makeNumber(schemaVersion),
    times: makeNumber(times),
    lastAt: makeNumber(lastAt),
  };
}

export function decodeCount(item: Item): EntryCount {
  checkSchemaVersion(item, entity);
  return [readNumber(item, 'times', entity), readNumber(item, 'lastAt', entity)];
}
