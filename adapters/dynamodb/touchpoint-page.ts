/** One page of a timeline as the touchpoints in it. */

import type { TouchpointPage } from '../../app/ports/timeline-store.ts';
import { isTouchpointEntry } from '../../engine/model/timeline-entry.ts';
import { type Item, readNumber } from './attributes.ts';
import { decodeEntry } from './timeline-item.ts';

export function decodeTouchpoints(items: readonly Item[]): Omit<TouchpointPage, 'cursor'> {
  const entries = items.map((item) => ({ item, entry: decodeEntry(item) }));
  return {
    touchpoints: entries.flatMap(({ entry }) => entry.touchpoint ?? []),
    awaited: entries
      .filter(({ entry }) => entry.touchpoint === undefined && isTouchpointEntry(entry))
      .map(({ item }) => readNumber(item, 'expiresAt', 'Touchpoint') * 1000),
  };
}
