/**
 * Advances profiles by a batch of queue records: load, decide, write, publish. A record is acknowledged only when all
 * its effects are published; until then its redelivery repairs the state after a crash.
 */

import type { Program } from '../../engine/compile/program.ts';
import type { Profile } from '../../engine/model/profile.ts';
import { runBounded } from '../runtime/run-bounded.ts';
import type { QueueRecord, UnfinishedRecord } from '../runtime/sqs-batch.ts';
import type { AdvanceDependencies } from './dependencies.ts';
import { findProgram } from './find-program.ts';
import { identify } from './identify.ts';
import { rejectUnknown } from './publication/plan-publication.ts';
import { type Publication, planRejection } from './publication/publication.ts';
import type { QueueMessage } from './records/queue-message.ts';
import { sliceRecords } from './records/read-record.ts';
import { type Failures, fail, listUnfinished, TimeNearlyOverError } from './records/unfinished-records.ts';
import { findNeededVersion, listInputs, listOthers, listRecords, type Work } from './records/work.ts';
import { sendWakesAhead } from './send-wakes.ts';
import { addDenials } from './state/add-denials.ts';
import { addHolders } from './state/add-holders.ts';
import { decideCompletely } from './state/decide-completely.ts';
import { type AdvanceSteps, advanceSteps } from './steps.ts';
import { tryWork } from './try-work.ts';

/** Concurrent people: enough to hide the latency, few enough for the sockets. */
const concurrency = 20;

/** Milliseconds that a slice may need: with less time left, its records are delivered again, so that none is cut off. */
const sliceTime = 12_000;

/** The shared state of one slice. */
interface Batch {
  readonly dependencies: AdvanceDependencies;
  readonly steps: AdvanceSteps;
  readonly program: Program;
  /** Epoch milliseconds. */
  readonly now: number;
  /** The last slice of this process could not write to the timeline. */
  readonly isTimelineDown: boolean;
}

/** The unfinished records; all others are done. `now` in epoch milliseconds, read once per batch. */
export async function advanceProfiles(
  dependencies: AdvanceDependencies,
  records: readonly QueueRecord[],
  now: number,
  steps: AdvanceSteps = advanceSteps,
): Promise<readonly UnfinishedRecord[]> {
  const { health, telemetry, remainingMilliseconds } = dependencies;
  const failures: Failures = new Map();
  const program = await dependencies.programs.current(now, telemetry);
  for (const [index, slice] of sliceRecords(records).entries()) {
    if (index > 0 && remainingMilliseconds() < sliceTime) {
      fail(failures, slice.records, new TimeNearlyOverError());
      continue;
    }
    const batch: Batch = { dependencies, steps, program, now, isTimelineDown: health.isTimelineDown };
    health.isTimelineDown = await advanceSlice(batch, slice.messages, failures);
  }
  return listUnfinished(dependencies, failures, now);
}

/** Whether writes to the timeline failed. Records that cannot be finished are recorded as failures. */
async function advanceSlice(
  batch: Batch,
  received: readonly QueueMessage[],
  failures: Failures,
): Promise<boolean> {
  const { dependencies, steps, now } = batch;

  // 0. Identify: the program that is needed, the message of each report, the person of each touchpoint.
  const checked = await checkContracts(batch, received);
  const { works, rejected } = await identify(batch, checked, failures);

  // 1. to 3. Load, decide and write, person by person. Repeat after a conflict; split inputs that do not fit.
  const attempts = await runBounded(works, concurrency, (work) =>
    tryWork(dependencies, work, (part, isRetry) => advancePerson(batch, part, isRetry)),
  );
  const published = new Map<Publication, readonly QueueRecord[]>();
  for (const [index, attempt] of attempts.entries()) {
    const parts = attempt.ok
      ? attempt.value
      : works.slice(index, index + 1).map((work) => ({ work, outcome: attempt }));
    for (const { work, outcome } of parts) {
      if (outcome.ok) published.set(outcome.value, listRecords(work));
      else fail(failures, listRecords(work), outcome.error);
    }
  }
  for (const message of rejected) published.set(planRejection('', [message.rejected]), [message.record]);

  // 4. Publish for all of them together.
  const { errors, isTimelineDown } = await steps.publish(dependencies, [...published.keys()], now);
  for (const [publication, error] of errors) fail(failures, published.get(publication) ?? [], error);

  // 5. Confirm the publications, person by person.
  const done = [...published.keys()].filter((publication) => !errors.has(publication));
  const confirmed = await runBounded(done, concurrency, (publication) =>
    steps.confirm(dependencies, publication),
  );
  for (const [index, publication] of done.entries()) {
    const outcome = confirmed[index];
    if (outcome?.ok === false) fail(failures, published.get(publication) ?? [], outcome.error);
  }
  await sendWakesAhead(dependencies, done, now);
  await dependencies.inventory?.note(checked, now);
  return isTimelineDown ?? batch.isTimelineDown;
}

/** Most stages have no contract: the code loads with the first that has one. */
async function checkContracts(
  { dependencies, program: { contracts } }: Batch,
  received: readonly QueueMessage[],
): Promise<readonly QueueMessage[]> {
  if (contracts === undefined) return received;
  const { applyContracts } = await import('../contracts/apply-contracts.ts');
  return applyContracts(dependencies, contracts, received);
}

/** Steps 1 to 3 for one person. `consistent`: an eventually consistent read was not enough in the last attempt. */
async function advancePerson(batch: Batch, received: Work, consistent: boolean): Promise<Publication> {
  const { dependencies, steps, now } = batch;

  // 1. Load the state and the program for it. Publish the outbox that a crash left. Complete the inputs.
  const loaded = await loadProfile(batch, received, consistent);
  if (loaded === undefined) return rejectUnknown(received);
  if (loaded.erasedAt !== undefined) {
    const { dropErasedWork } = await import('../rights/drop-erased-work.ts');
    return dropErasedWork(dependencies, received, batch.program.policy.identity);
  }
  if (loaded.releasedKeys !== undefined) {
    const { checkReleased } = await import('../identity/check-released.ts');
    await checkReleased(dependencies, loaded, received, batch.program.policy.identity);
  }
  // Another one, if the profile was merged.
  const work = { ...received, profileId: loaded.id };
  const needed = Math.max(loaded.program ?? 0, findNeededVersion([...work.wakes, ...work.tasks]) ?? 0);
  const program = await findProgram(batch, needed);
  const healed = await steps.heal(dependencies, loaded, now);
  const remaining = await steps.separate(dependencies, received, healed, program, now);
  if (remaining !== undefined) return advancePerson(batch, remaining, true);
  const absorption = await steps.absorb(dependencies, healed, listOthers(received, loaded), program, now);
  if ('survivor' in absorption) {
    const ending = [...(received.ending ?? []), loaded.id];
    return advancePerson(batch, { ...received, profileId: absorption.survivor, ending }, true);
  }
  const { profile: person, merges } = absorption;
  const fresh = await steps.dropCounted(dependencies, person, [...merges, ...listInputs(work, person)], now);
  const filled = await steps.fillBackfills(dependencies, person, fresh, program, now);
  const inputs = await addHolders(dependencies, await addDenials(dependencies, person, filled, program));

  // 2. Decide. Pure; repeated when the decision needs archived counts, or accounts.
  const decision = await decideCompletely(dependencies, person, inputs, (profile, known) =>
    steps.decide(profile, inputs, program, now, known),
  );
  const ended = received.profileId === loaded.id ? [] : [received.profileId];
  if (!decision.changed) {
    // If a stale state acknowledged the record, the current outbox would wait for the person's next event.
    if (!consistent) return advancePerson(batch, received, true);
    // A crash left it due.
    await steps.settle(dependencies, ended, []);
    return steps.plan(work, decision, person, loaded);
  }

  // 3. Write the state with its outbox, on condition that no other worker wrote.
  const next = steps.guardEntries(decision.profile, decision.entries, now, batch.isTimelineDown);
  await steps.keepAside(dependencies, decision);
  await steps.save(dependencies, next);
  await steps.settle(dependencies, [...ended, ...merges.map(({ absorbed }) => absorbed)], inputs);
  return steps.plan(work, decision, next, loaded);
}

/** Undefined for a person who must exist and does not: a wake-up or a report names the profile itself. */
async function loadProfile(
  { dependencies, steps, now }: Batch,
  { profileId, touchpoints }: Work,
  consistent: boolean,
): Promise<Profile | undefined> {
  const profile = await steps.load(dependencies, profileId, now, consistent);
  const isNamedByPerson = touchpoints.some(({ touchpoint }) => touchpoint.profileId === undefined);
  if (profile.version > 0 || isNamedByPerson) return profile;
  const again = await steps.load(dependencies, profileId, now, true);
  return again.version > 0 ? again : undefined;
}
