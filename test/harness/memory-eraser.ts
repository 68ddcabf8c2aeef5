/** Removes items of a person from the stores of a memory stack, as the adapter of DynamoDB does from the tables. */

import { addressKey, mergePartition, mergeSortKey } from '../../adapters/keys.ts';
import type { PersonEraser, PersonPlace, PersonRow } from '../../app/ports/person-eraser.ts';
import { formatUtcDay } from '../../engine/base/time-units.ts';
import type { MemoryStack } from './memory-stack.ts';

/** Few, so that people have several pages. */
const pageSize = 3;

type Key = readonly [table: 'timeline' | 'consents', pk: string, sk: string];

export function createMemoryEraser({ tables, ports: { addresses } }: MemoryStack): PersonEraser {
  const listItems = (table: Key[0], pk: string) =>
    tables[table]
      .listDescending(pk, '', Number.POSITIVE_INFINITY, undefined)
      .map((item): Key => [table, pk, item['sk']?.S ?? '']);

  /** An item that is no row of a table is removed when it is listed. */
  function listKeys(place: PersonPlace): readonly Key[] {
    switch (place.kind) {
      case 'timeline':
      case 'consents':
        return listItems(place.kind, place.profileId);
      case 'statements':
        return listItems('consents', addressKey(place.channel, place.address));
      case 'merge':
        return listItems('timeline', mergePartition(formatUtcDay(place.at))).filter(
          ([, , sk]) => sk === mergeSortKey(place.at, place.ended),
        );
      default:
        return [];
    }
  }

  return {
    async list(place, cursor) {
      if (place.kind === 'address') addresses.forget(place.channel, place.address);
      if (place.kind === 'claim') addresses.forgetClaim(place.run, place.channel, place.address);
      const rows = listKeys(place)
        .map((key): PersonRow => ({ table: key[0], key: JSON.stringify(key) }))
        .filter(({ key }) => cursor === undefined || key > cursor)
        .sort((left, right) => (left.key < right.key ? -1 : 1));
      const page = rows.slice(0, pageSize);
      const last = page.at(-1)?.key;
      return { rows: page, ...(page.length < rows.length && last !== undefined && { cursor: last }) };
    },
    async remove(rows) {
      for (const { key } of rows) {
        const [table, pk, sk] = JSON.parse(key) as Key;
        tables[table].delete(pk, sk);
      }
      return [];
    },
  };
}
