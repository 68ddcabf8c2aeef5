/**
 * The part of the published program that pages show. It only improves them: when it cannot be read, pages have the
 * built-in texts, and unsubscribing has its widest scope.
 */

import { MINUTE } from '../../engine/base/time-units.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import { createPublishedCache } from '../runtime/published-cache.ts';

export interface PageProgram {
  /** Never throws; undefined when none was ever read. */
  policy(): Promise<PolicyDocument | undefined>;
}

export function createPageProgram(programs: ProgramReader, now: () => number): PageProgram {
  const cache = createPublishedCache(programs, async ({ policy }) => policy);
  return {
    async policy() {
      if (!cache.isFresh(now(), MINUTE)) {
        try {
          await cache.read({ consistent: false });
        } catch {
          // The one that was read before stays in force.
        }
        cache.markChecked(now());
      }
      return cache.held?.value;
    },
  };
}
