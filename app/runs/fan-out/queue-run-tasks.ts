/** Queues run tasks on the bulk queue, many people per message: SQS bills per call, and a call holds ten messages. */
import type { RunTask, RunTaskBatch } from '../../ports/run-task.ts';
import { sendAll } from '../../runtime/send-in-calls.ts';
import type { FanOutDependencies } from './dependencies.ts';

/** Ten such messages are one slice of advance-profile. A backfill reads each person's whole timeline. */
const peoplePerMessage: Readonly<Record<RunTask['kind'], number>> = { campaign: 20, wake: 20, backfill: 5 };

/** The bulk queue did not accept run tasks twice in a row. */
export class RunTasksNotQueuedError extends Error {
  readonly code = 'run_tasks_not_queued';
  constructor() {
    super('The bulk queue did not accept all run tasks of a page. The page is queued again.');
    this.name = 'RunTasksNotQueuedError';
  }
}

export async function queueRunTasks(
  { queues }: Pick<FanOutDependencies, 'queues'>,
  task: RunTask,
  people: readonly string[],
  version: number,
): Promise<void> {
  const size = peoplePerMessage[task.kind];
  const bodies: RunTaskBatch[] = [];
  for (let start = 0; start < people.length; start += size) {
    bodies.push({ kind: 'RunTaskBatch', profileIds: people.slice(start, start + size), task, version });
  }
  await sendAll(
    bodies,
    (call) => queues.send('bulk', call),
    () => new RunTasksNotQueuedError(),
  );
}
