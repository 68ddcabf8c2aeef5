/** Tries one person's work until no other worker wrote in between, and in parts when it does not fit together. */

import {
  ProfileConflictError,
  ProfileTooLargeError,
  ProfileUnstorableError,
} from '../ports/profile-errors.ts';
import type { Settled } from '../runtime/run-bounded.ts';
import type { AdvanceDependencies } from './dependencies.ts';
import { type Publication, planRejection } from './publication/publication.ts';
import { makeRejected } from './records/queue-message.ts';
import { splitWork, type Work } from './records/work.ts';
import { DecisionFailedError } from './state/entry-archive.ts';

/** Tries before the records go back to the queue: about a second of waiting in all. */
const attempts = 6;

/** Loads, decides and writes once. After a conflict `isRetry` asks for consistent reads. */
export type Attempt = (work: Work, isRetry: boolean) => Promise<Publication>;

/** What became of some of the work: something to publish, or an error that returns its records to the queue. */
export interface TriedWork {
  readonly work: Work;
  readonly outcome: Settled<Publication>;
}

/** Never throws. Several outcomes when the inputs could not be taken together. */
export async function tryWork(
  dependencies: AdvanceDependencies,
  work: Work,
  advance: Attempt,
): Promise<readonly TriedWork[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      const value = await advance(work, attempt > 1);
      return [{ work, outcome: { ok: true, value } }];
    } catch (error) {
      if (isOfInputs(error)) return tryParts(dependencies, work, error, advance);
      if (!(error instanceof ProfileConflictError) || attempt === attempts) {
        return [{ work, outcome: { ok: false, error } }];
      }
      dependencies.telemetry.count('ProfileConflicts');
      // The first winner needs a moment to publish; the more losers, the wider they should spread.
      await dependencies.wait(Math.round(dependencies.random() * 25 * 2 ** attempt));
    }
  }
}

/** Caused by what is taken together: less of it may do. */
function isOfInputs(
  error: unknown,
): error is ProfileTooLargeError | ProfileUnstorableError | DecisionFailedError {
  const causes = [ProfileTooLargeError, ProfileUnstorableError, DecisionFailedError];
  return causes.some((cause) => error instanceof cause);
}

/**
 * Fewer inputs make a smaller outbox, and find the one that breaks. A single touchpoint that still does not fit can
 * never be taken: it is rejected.
 */
async function tryParts(
  dependencies: AdvanceDependencies,
  work: Work,
  error: ProfileTooLargeError | ProfileUnstorableError | DecisionFailedError,
  advance: Attempt,
): Promise<readonly TriedWork[]> {
  const halves = splitWork(work);
  if (halves !== undefined) {
    const first = await tryWork(dependencies, halves[0], advance);
    return [...first, ...(await tryWork(dependencies, halves[1], advance))];
  }
  const [received] = work.touchpoints;
  if (received === undefined || error instanceof DecisionFailedError) {
    return [{ work, outcome: { ok: false, error } }];
  }
  const isTooLarge = error instanceof ProfileTooLargeError;
  if (isTooLarge) dependencies.telemetry.count('ProfilesTooLarge');
  else dependencies.telemetry.error('A touchpoint cannot be stored; it is rejected', error.cause);
  const rejected = makeRejected(received, {
    code: error.code,
    message: error.message,
    remedy: isTooLarge
      ? 'Shorten the texts and lists in its traits, then replay it.'
      : 'Look at its values and at the log of advance-profile, then replay it.',
  });
  return [{ work, outcome: { ok: true, value: planRejection(work.profileId, [rejected]) } }];
}
