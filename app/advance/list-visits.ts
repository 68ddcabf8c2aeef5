/** Bulk messages: one thing for several people. Ours alone: what sources send arrives in EventBridge's envelope. */
import type { RunTaskBatch } from '../ports/ports.ts';
import type { QueueRecord } from '../runtime/sqs-batch.ts';
import type { QueueMessage } from './queue-message.ts';

export function isVisit(body: object): body is RunTaskBatch {
  return 'kind' in body && body.kind === 'RunTaskBatch' && 'profileIds' in body && 'task' in body;
}

/** One per person, all answered for by the one record: who was visited already refuses the repeat. */
export function listVisits(
  record: QueueRecord,
  { profileIds, task, version }: RunTaskBatch,
): readonly QueueMessage[] {
  const needs = version === undefined ? {} : { version };
  return profileIds.map((profileId) =>
    task.kind === 'wake'
      ? { kind: 'wake', record, profileId, ...needs }
      : { kind: 'task', record, profileId, task, ...needs },
  );
}
