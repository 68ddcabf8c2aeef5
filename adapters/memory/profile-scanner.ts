/** Scans the profiles of a memory store as DynamoDB does: in the order of the hash of their ids. */

import type { ProfileScanner } from '../../app/ports/profile-scanner.ts';
import { hashToInteger } from '../../engine/base/hash.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { Item } from '../dynamodb/attributes.ts';
import { decodePage } from '../dynamodb/profile-page.ts';

/** `store.items`: see createMemoryProfileStore. */
export function createMemoryProfileScanner(
  store: { readonly items: ReadonlyMap<string, Item> },
  { pageSize = 500 }: { readonly pageSize?: number } = {},
): ProfileScanner {
  return {
    async scan({ index, total }, cursor, limit = pageSize) {
      const rest = [...store.items.keys()]
        .filter((id) => hashToInteger(id) % total === index)
        .sort(compareIds)
        // After the given one: profiles come and go between two pages.
        .filter((id) => cursor === undefined || compareIds(id, cursor) > 0);
      const page = rest.slice(0, limit);
      const last = page.at(-1);
      return {
        ...decodePage(page.map((id) => store.items.get(id)).filter((item) => item !== undefined)),
        ...omitAbsent({ cursor: page.length === rest.length ? undefined : last }),
      };
    },

    makeCursor: (profileId) => profileId,
  };
}

function compareIds(left: string, right: string): number {
  return hashToInteger(left) - hashToInteger(right) || (left < right ? -1 : left > right ? 1 : 0);
}
