/** Finds the person of each message of a slice, before any profile is loaded. */

import { resolveReports } from '../feedback/resolve-reports.ts';
import { resolveIdentities } from '../identity/resolve-identities.ts';
import type { AdvanceDependencies } from './dependencies.ts';
import { findProgram, type ProgramContext } from './find-program.ts';
import type { QueueMessage, ReceivedRejection } from './records/queue-message.ts';
import { type Failures, fail } from './records/unfinished-records.ts';
import { findNeededVersion, groupByProfile, type OwnedTouchpoint, type Work } from './records/work.ts';

export interface Identified {
  /** One per person. */
  readonly works: readonly Work[];
  /** Unreadable messages, which have no person. */
  readonly rejected: readonly ReceivedRejection[];
}

/** Records that cannot be identified now are recorded as failures. */
export async function identify(
  context: ProgramContext,
  received: readonly QueueMessage[],
  failures: Failures,
): Promise<Identified> {
  const { dependencies } = context;
  const current = await dropUnknownPrograms(context, received, failures);
  const messages = await claimReports(dependencies, current, failures);
  const works = await groupByOwner(dependencies, messages, failures);
  return { works, rejected: messages.filter((message) => message.kind === 'rejected') };
}

/** Run tasks name the program that evaluated the audience: while this process cannot load it, their records wait. */
async function dropUnknownPrograms(
  context: ProgramContext,
  messages: readonly QueueMessage[],
  failures: Failures,
): Promise<readonly QueueMessage[]> {
  const errors = new Map<number | undefined, unknown>();
  for (const needed of new Set(messages.map((message) => findNeededVersion([message])))) {
    await findProgram(context, needed).catch((error: unknown) => errors.set(needed, error));
  }
  return messages.filter((message) => {
    const error = errors.get(findNeededVersion([message]));
    if (error !== undefined) fail(failures, [message.record], error);
    return error === undefined;
  });
}

/** Reports become touchpoints or are dropped; a report whose message is not known yet fails. */
async function claimReports(
  dependencies: AdvanceDependencies,
  messages: readonly QueueMessage[],
  failures: Failures,
): Promise<readonly QueueMessage[]> {
  const reports = messages.filter((message) => message.kind === 'report');
  const outcomes = await resolveReports(dependencies, reports);
  const claimed = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
  for (const [index, { record }] of reports.entries()) {
    const outcome = outcomes[index];
    if (outcome?.ok === false) fail(failures, [record], outcome.error);
  }
  return [...messages.filter(({ kind }) => kind !== 'report'), ...claimed];
}

async function groupByOwner(
  dependencies: AdvanceDependencies,
  messages: readonly QueueMessage[],
  failures: Failures,
): Promise<readonly Work[]> {
  const touchpoints = messages.filter((message) => message.kind === 'touchpoint');
  const people = await resolveIdentities(dependencies, touchpoints);
  const owned: OwnedTouchpoint[] = [];
  for (const [index, received] of touchpoints.entries()) {
    const person = people[index];
    if (person?.ok === true) {
      const { profileId, taken } = person.value;
      owned.push([profileId, taken === undefined ? received : { ...received, taken }]);
    } else fail(failures, [received.record], person?.error);
  }
  return groupByProfile(owned, messages);
}
