/** Steps 1 to 3 for one person: load, decide, write, until nobody else wrote in between. */

import type { Program } from '../../engine/compile/program.ts';
import type { Decision, Input } from '../../engine/model/decision.ts';
import type { KnownCounts } from '../../engine/model/entry-archive.ts';
import type { Profile } from '../../engine/model/profile.ts';
import {
  ProfileConflictError,
  ProfileTooLargeError,
  ProfileUnstorableError,
} from '../ports/profile-errors.ts';
import { isRefused } from '../runtime/is-refused.ts';
import { ProgramBehindError } from '../runtime/program-behind-error.ts';
import type { Settled } from '../runtime/run-bounded.ts';
import type { AdvanceDependencies } from './dependencies.ts';
import { archiveCounts, decideWithArchive } from './entry-archive.ts';
import { fillBackfills } from './fill-backfills.ts';
import { guardEntries } from './guard-entries.ts';
import { keepStatements } from './keep-statements.ts';
import { planPublication, rejectUnknown } from './publication/plan-publication.ts';
import { type Publication, planRejection } from './publication/publication.ts';
import { makeRejected } from './queue-message.ts';
import type { AdvanceSteps } from './steps.ts';
import { findNeededVersion, listInputs, splitWork, type Work } from './work.ts';

/** Tries before the records go back to the queue: about a second of waiting in all. */
const attempts = 6;

/** What stays the same for all people of one batch. */
export interface Round {
  readonly dependencies: AdvanceDependencies;
  readonly steps: AdvanceSteps;
  readonly program: Program;
  readonly now: number;
  /** Set by the last round's publishing; see guard-entries.ts. */
  readonly isTimelineDown: boolean;
}

/** What became of some of the work: something to publish, or an error that hands its records back. */
export interface Advanced {
  readonly work: Work;
  readonly outcome: Settled<Publication>;
}

/**
 * The program of this batch, or a newer one when the state was decided by a newer one: by the older, what it does not
 * know would lose its timer. Throws ProgramBehindError.
 */
export async function findProgram(
  { dependencies, program, now }: Round,
  needed: number | undefined,
): Promise<Program> {
  if (needed === undefined || needed <= program.version) return program;
  const newest = await dependencies.programs.current(now, dependencies.telemetry, needed);
  if (newest.version >= needed) return newest;
  // The pointer was moved back, as after a restore of the config table: then the older program is what is published.
  const pointer = await dependencies.programStore.readCurrent({ consistent: true });
  if (pointer.version > 0 && pointer.version === newest.version) return newest;
  throw new ProgramBehindError(newest.version, needed);
}

/** The engine threw: a defect of ours. Alone with its touchpoint, so that the person's others go on. */
export class DecisionFailedError extends Error {
  readonly code = 'decision_failed';
  readonly profileId: string;
  constructor(profileId: string, cause: unknown) {
    super(`Deciding for profile ${profileId} failed. The touchpoint ends in the dead-letter queue.`, {
      cause,
    });
    this.name = 'DecisionFailedError';
    this.profileId = profileId;
  }
}

/** Never throws. Several outcomes when the inputs could not be taken together. */
export async function advanceOne(round: Round, work: Work): Promise<readonly Advanced[]> {
  const { dependencies } = round;
  for (let attempt = 1; ; attempt++) {
    try {
      const value = await tryOnce(round, work, attempt > 1);
      return [{ work, outcome: { ok: true, value } }];
    } catch (error) {
      if (isOfInputs(error)) {
        return split(round, work, error);
      }
      if (!(error instanceof ProfileConflictError) || attempt === attempts) {
        return [{ work, outcome: { ok: false, error } }];
      }
      dependencies.telemetry.count('ProfileConflicts');
      // The first winner needs a moment to publish; the more losers, the wider they should spread.
      await dependencies.wait(Math.round(dependencies.random() * 25 * 2 ** attempt));
    }
  }
}

async function tryOnce(round: Round, work: Work, consistent: boolean): Promise<Publication> {
  const { dependencies, steps, now } = round;
  const loaded = await load(round, work, consistent);
  if (loaded === undefined) return rejectUnknown(work);
  // By an older program than the walk's, a backfill would count nothing and be acknowledged.
  const program = await findProgram(round, Math.max(loaded.program ?? 0, findNeededVersion(work) ?? 0));
  const healed = await steps.heal(dependencies, loaded, now);
  const asked = await steps.dropCounted(dependencies, healed, listInputs(work), now);
  const inputs = await fillBackfills(dependencies, healed, asked, program, now);
  const decision = await decideWithArchive(dependencies, healed.id, (known) =>
    decideOrExplain(round, known, healed, inputs, program),
  );
  if (!decision.changed) {
    // Acknowledged by a stale state, a filled outbox of the current one would wait for the person's next event.
    return consistent ? planPublication(work, decision, healed, loaded) : tryOnce(round, work, true);
  }
  const next = guardEntries(decision.profile, decision.entries, now, round.isTimelineDown);
  await keepStatements(dependencies, decision.statements);
  await archiveCounts(dependencies, healed.id, decision.archived);
  await steps.save(dependencies, next).catch((error: unknown) => {
    throw isRefused(error) ? new ProfileUnstorableError(next.id, error) : error;
  });
  return planPublication(work, decision, next, loaded);
}

function decideOrExplain(
  { steps, now }: Round,
  known: KnownCounts,
  profile: Profile,
  inputs: readonly Input[],
  program: Program,
): Decision {
  try {
    return steps.decide(profile, inputs, program, now, known);
  } catch (error) {
    throw new DecisionFailedError(profile.id, error);
  }
}

/** Caused by what is taken together: less of it may do. */
function isOfInputs(
  error: unknown,
): error is ProfileTooLargeError | ProfileUnstorableError | DecisionFailedError {
  const causes = [ProfileTooLargeError, ProfileUnstorableError, DecisionFailedError];
  return causes.some((cause) => error instanceof cause);
}

/** Undefined for a person who must exist and does not: a wake-up or a report names the profile itself. */
async function load(round: Round, work: Work, consistent: boolean): Promise<Profile | undefined> {
  const { dependencies, steps, now } = round;
  const profile = await steps.load(dependencies, work.profileId, now, consistent);
  if (profile.version > 0 || isNamedByPerson(work)) return profile;
  const again = await steps.load(dependencies, work.profileId, now, true);
  return again.version > 0 ? again : undefined;
}

function isNamedByPerson({ touchpoints }: Work): boolean {
  return touchpoints.some(({ touchpoint }) => touchpoint.profileId === undefined);
}

/**
 * Fewer inputs make a smaller outbox, and find the one that breaks. A single touchpoint that still does not fit can
 * never be taken: it is rejected.
 */
async function split(
  round: Round,
  work: Work,
  error: ProfileTooLargeError | ProfileUnstorableError | DecisionFailedError,
): Promise<readonly Advanced[]> {
  const halves = splitWork(work);
  if (halves !== undefined) {
    const first = await advanceOne(round, halves[0]);
    return [...first, ...(await advanceOne(round, halves[1]))];
  }
  const [delivery] = work.touchpoints;
  if (delivery === undefined || error instanceof DecisionFailedError) {
    return [{ work, outcome: { ok: false, error } }];
  }
  if (error instanceof ProfileTooLargeError) round.dependencies.telemetry.count('ProfilesTooLarge');
  else round.dependencies.telemetry.error('A touchpoint cannot be stored; it is rejected', error.cause);
  const rejected = makeRejected(delivery, {
    code: error.code,
    message: error.message,
    remedy:
      error instanceof ProfileTooLargeError
        ? 'Shorten the texts and lists in its traits, then replay it.'
        : 'Look at its values and at the log of advance-profile, then replay it.',
  });
  return [{ work, outcome: { ok: true, value: planRejection(work.profileId, [rejected]) } }];
}
