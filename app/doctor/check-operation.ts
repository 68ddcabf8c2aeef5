/** What a stage needs beside SES: a program in force, empty dead-letter queues, keys, alarms, concurrency, ids of people. */

import { DAY } from '../../engine/base/time-units.ts';
import { listConflicts } from '../inspect/list-conflicts.ts';
import type { StageStatus } from '../inspect/read-status.ts';
import type { AccountWatch } from '../ports/account-watch.ts';
import type { DeadLetterQueue } from '../ports/dead-letters.ts';
import type { ConflictReader } from '../ports/identity-store.ts';
import type { FunctionConcurrency } from '../ports/stage-account.ts';
import type { PublicDeployment } from './deployed-sending.ts';
import { createFinding, type Finding } from './finding.ts';

/** `now`: epoch ms. */
export function checkProgram(status: StageStatus): Finding {
  const { previous, refusal, problems, staged, changes } = status;
  if (previous === undefined) return createFinding('program_missing');
  const values = { version: previous.version, publishedAt: previous.publishedAt };
  if (refusal !== undefined) return createFinding('program_refused', { ...values, refusal: refusal.code });
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  if (errors > 0) return createFinding('program_problems', { ...values, errors });
  const pending = changes.added.length + changes.changed.length + changes.removed.length;
  return pending > 0
    ? createFinding('program_outdated', { ...values, pending, staged: staged.length })
    : createFinding('program_ok', values);
}

export function checkDeadLetters(queues: readonly DeadLetterQueue[]): Finding {
  const filled = queues.filter(({ waiting }) => waiting > 0);
  const [first] = filled;
  if (first === undefined) return createFinding('dead_letters_ok', { queues: queues.length });
  const waiting = filled.reduce((sum, queue) => sum + queue.waiting, 0);
  return createFinding('dead_letters_waiting', {
    waiting,
    queue: first.name,
    queues: filled.map(({ name }) => name).join(', '),
  });
}

/** `needed`: what the functions of the stage may use at the same time. */
export function checkConcurrency({ limit, unreserved }: FunctionConcurrency, needed: number): Finding {
  return createFinding(needed > unreserved ? 'concurrency_exceeded' : 'concurrency_ok', {
    limit,
    unreserved,
    needed,
  });
}

/** `alarmTopic`: the ARN of the topic that alarms notify; undefined without one. */
export async function checkAlarms(
  { alarmTopic: target, isLocal }: PublicDeployment,
  { readTopic }: Pick<AccountWatch, 'readTopic'>,
): Promise<Finding> {
  if (target === undefined) return checkAlarmTarget(target, isLocal);
  const topic = await readTopic(target);
  if (topic === 'missing') return createFinding('alarms_topic_missing', { target });
  if (topic === 'refused') return createFinding('alarms_unreadable', { target });
  const { confirmed, pending } = topic;
  return createFinding(confirmed === 0 ? 'alarms_unconfirmed' : 'alarms_ok', { target, confirmed, pending });
}

/** Whether there is one at all: reads nothing. */
export function checkAlarmTarget(target: string | undefined, isLocal: boolean): Finding {
  if (target !== undefined) return createFinding('alarms_ok', { target });
  return createFinding(isLocal ? 'alarms_skipped' : 'alarms_without_target');
}

/** Days in which a conflict began. */
const conflictDays = 30;
/** The newest conflicts, which are read: ten queries and ten batches at most. */
const readConflicts = 1_000;

/** Whether ten or more users state one id, as a kiosk, a bot or a default value does. `now` in epoch ms. */
export async function checkSharedIds(reader: ConflictReader, now: number): Promise<Finding> {
  const since = now - conflictDays * DAY;
  const { conflicts } = await listConflicts(reader, { since, limit: readConflicts });
  const crowded = conflicts.filter(({ isCrowded }) => isCrowded);
  const [first] = crowded;
  if (first === undefined)
    return createFinding('shared_ids_ok', { conflicts: conflicts.length, days: conflictDays });
  const { kind, source } = first;
  return createFinding('shared_ids_crowded', { ids: crowded.length, days: conflictDays, kind, source });
}
