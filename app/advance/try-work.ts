/** Tries one person's work until no other worker writes in between, and in parts when it does not fit in one write. */

import {
  ProfileConflictError,
  ProfileTooLargeError,
  ProfileUnstorableError,
} from '../ports/profile-errors.ts';
import type { Settled } from '../runtime/run-bounded.ts';
import type { AdvanceDependencies } from './dependencies.ts';
import { type Publication, planRejection } from './publication/publication.ts';
import { makeRejected } from './records/make-rejected.ts';
import { splitWork, type Work, WorkDividedError } from './records/work.ts';
import { DecisionFailedError } from './state/entry-archive.ts';

/** Attempts before the records return to the queue: about a second of waiting in all. */
const attempts = 6;

/** Loads, decides and writes once. After a conflict, `isRetry` requires consistent reads. */
export type Attempt = (work: Work, isRetry: boolean) => Promise<Publication>;

/** The outcome of a part of the work: a publication, or an error that returns its records to the queue. */
export interface TriedWork {
  readonly work: Work;
  readonly outcome: Settled<Publication>;
}

/** Never throws. Gives several outcomes when the inputs do not fit in one write. */
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
      if (error instanceof WorkDividedError) {
        const parts = error.parts.map((part) => tryWork(dependencies, part, advance));
        return (await Promise.all(parts)).flat();
      }
      if (isOfInputs(error)) return tryParts(dependencies, work, error, advance);
      if (!(error instanceof ProfileConflictError) || attempt === attempts) {
        return [{ work, outcome: { ok: false, error } }];
      }
      dependencies.telemetry.count('ProfileConflicts');
      // The worker that wrote needs time to publish; the more workers conflict, the wider they must spread.
      await dependencies.wait(Math.round(dependencies.random() * 25 * 2 ** attempt));
    }
  }
}

/** Errors of a write that is too large or faulty: fewer inputs may succeed. */
function isOfInputs(
  error: unknown,
): error is ProfileTooLargeError | ProfileUnstorableError | DecisionFailedError {
  const causes = [ProfileTooLargeError, ProfileUnstorableError, DecisionFailedError];
  return causes.some((cause) => error instanceof cause);
}

/**
 * Fewer inputs make a smaller outbox, and isolate the faulty one. A single touchpoint that still does not fit is
 * rejected, as it never will.
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
      : 'Check its values and the log of advance-profile, then replay it.',
  });
  return [{ work, outcome: { ok: true, value: planRejection(work.profileId, [rejected]) } }];
}
