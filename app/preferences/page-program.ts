/**
 * The part of the published program that pages show. It only improves the page of an unsubscribe link: when it cannot be
 * read, the page has the built-in texts, and unsubscribing has its widest scope.
 */
import { MINUTE } from '../../engine/base/time-units.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import type { PurposeDocument, TopicDocument } from '../../engine/model/documents/purpose-document.ts';
import type { ProgramReader } from '../ports/program-store.ts';
import { loadProgram } from '../publish/load-program.ts';
import { createPublishedCache } from '../runtime/published-cache.ts';

/** What people can consent to. */
export interface ConsentDocuments {
  readonly purposes: readonly PurposeDocument[];
  readonly topics: readonly TopicDocument[];
}

export interface PageProgram {
  /** Never throws; undefined when none was ever read. */
  policy(): Promise<PolicyDocument | undefined>;
  /** Throws when the program cannot be read. */
  consentDocuments(): Promise<ConsentDocuments>;
}

interface Published {
  readonly policy: PolicyDocument | undefined;
  /** Loaded on first use: unsubscribing needs none of it. */
  documents?: Promise<ConsentDocuments>;
}

export function createPageProgram(programs: ProgramReader, now: () => number): PageProgram {
  const cache = createPublishedCache(programs, async ({ policy }): Promise<Published> => ({ policy }));

  async function refresh(): Promise<void> {
    if (cache.isFresh(now(), MINUTE)) return;
    await cache.read({ consistent: false });
    cache.markChecked(now());
  }

  return {
    async policy() {
      try {
        await refresh();
      } catch {
        // The one that was read before stays in force; the next minute tries again.
        cache.markChecked(now());
      }
      return cache.held?.value.policy;
    },

    async consentDocuments() {
      await refresh();
      if (cache.held === undefined) return { purposes: [], topics: [] };
      const { pointer, value } = cache.held;
      value.documents ??= loadProgram(programs, pointer)
        .then(({ purposes = [], topics = [] }) => ({
          purposes: purposes.filter(({ status }) => status === 'live'),
          topics: topics.filter(({ status }) => status === 'live'),
        }))
        .catch((error: unknown) => {
          delete value.documents;
          throw error;
        });
      return value.documents;
    },
  };
}
