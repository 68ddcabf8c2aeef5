/** One page of a timeline as the touchpoints in it. */

import type { TouchpointPage } from '../../app/ports/timeline-store.ts';
import { isTouchpointEntry } from '../../engine/model/timeline-entry.ts';
import type { Item } from './attributes.ts';
import { unfoldItems } from './folded-entries.ts';

export function decodeTouchpoints(items: readonly Item[]): Omit<TouchpointPage, 'cursor'> {
  const found = unfoldItems(items);
  return {
    entries: found.map(({ entry }) => entry),
    touchpoints: found.flatMap(({ entry }) => entry.touchpoint ?? []),
    awaited: found
      .filter(({ entry }) => entry.touchpoint === undefined && isTouchpointEntry(entry))
      .map(({ expiresAt }) => expiresAt * 1000),
  };
}
