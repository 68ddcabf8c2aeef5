/** Finds the person of each message of a slice, before any profile is loaded. */

import { TouchpointInvalidError } from '../../engine/touchpoint/touchpoint-invalid-error.ts';
import { resolveIdentities } from '../identity/resolve-identities.ts';
import { PersonErasedError } from '../rights/person-erased-error.ts';
import { sendInCalls } from '../runtime/send-in-calls.ts';
import type { AdvanceDependencies } from './dependencies.ts';
import { findProgram, type ProgramContext } from './find-program.ts';
import { PublicationIncompleteError } from './publication/publish.ts';
import type { QueueMessage, ReceivedRejection } from './records/queue-message.ts';
import { reject } from './records/read-record.ts';
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
  const messages = await dropUnknownPrograms(context, received, failures);
  await passOnReports(dependencies, messages, failures);
  const touchpoints = messages.filter((message) => message.kind === 'touchpoint');
  const people = await resolveIdentities(dependencies, touchpoints, context.program.policy.identity);
  const owned: OwnedTouchpoint[] = [];
  const rejected = messages.filter((message) => message.kind === 'rejected');
  for (const [index, received] of touchpoints.entries()) {
    const person = people[index];
    if (person?.ok === true) {
      const { profileId, ...read } = person.value;
      owned.push([profileId, { ...received, ...read }]);
    } else if (person?.error instanceof TouchpointInvalidError) rejected.push(reject(received, person.error));
    else if (person?.error instanceof PersonErasedError)
      dependencies.telemetry.count('ErasedTouchpointsDropped');
    else fail(failures, [received.record], person?.error);
  }
  return { works: groupByProfile(owned, messages), rejected };
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

/** Reports that arrived here go to the feedback queue; one that it does not accept fails. */
async function passOnReports(
  { queues }: AdvanceDependencies,
  messages: readonly QueueMessage[],
  failures: Failures,
): Promise<void> {
  const reports = messages.filter((message) => message.kind === 'report');
  const unsent = await sendInCalls(
    reports.map(({ body }) => body),
    (bodies) => queues.send('feedback', bodies),
  );
  for (const { item, error = new PublicationIncompleteError('queue feedback') } of unsent) {
    for (const { record, body } of reports) if (body === item) fail(failures, [record], error);
  }
}
