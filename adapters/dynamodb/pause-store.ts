/** Pauses of operators, in a partition of the config table that only operators and administrators may write. */

import { isDeepStrictEqual } from 'node:util';
import { type AttributeValue, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { PauseConflictError } from '../../app/ports/pause-conflict-error.ts';
import type { PauseRecord, PauseStep, PauseStore } from '../../app/ports/pause-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { pausePartition, schemaVersion } from '../keys.ts';
import { type Database, isAccepted } from './client.ts';

export function createDynamoPauseStore(client: Database, tableName: string): PauseStore {
  const TableName = tableName;
  const store: PauseStore = {
    async list() {
      const records: PauseRecord[] = [];
      let start: Record<string, AttributeValue> | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': { S: pausePartition } },
            // Consistent: a pause written just now must not wait for the next minute.
            ConsistentRead: true,
            ...omitAbsent({ ExclusiveStartKey: start }),
          }),
        );
        records.push(...Items.map(readItem));
        start = LastEvaluatedKey;
      } while (start !== undefined);
      return records;
    },

    async put({ label, revision, ...rest }) {
      const item = {
        pk: pausePartition,
        sk: label,
        entity: 'Pause',
        schemaVersion,
        ...rest,
        revision: revision + 1,
      };
      const isTaken = await isAccepted(
        client.send(
          new PutItemCommand({
            TableName,
            Item: marshall(item),
            // isUnchanged: of two concurrent operators, the second must see the first one's step.
            ConditionExpression: revision === 0 ? 'attribute_not_exists(revision)' : 'revision = :revision',
            ...omitAbsent({
              ExpressionAttributeValues: revision === 0 ? undefined : marshall({ ':revision': revision }),
            }),
          }),
        ),
      );
      if (isTaken) return;
      // A retry whose first response was lost finds its own write.
      const found = (await store.list()).find((record) => record.label === label);
      const written = { label, ...rest, revision: revision + 1 };
      if (!isDeepStrictEqual(found, written)) throw new PauseConflictError(label);
    },
  };
  return store;
}

/** Lenient: an item that a user wrote by hand pauses, even if fields are missing. */
function readItem(item: Record<string, AttributeValue>): PauseRecord {
  const { sk, isPaused, steps, revision } = unmarshall(item, { wrapNumbers: Number });
  return {
    label: String(sk),
    isPaused: isPaused !== false,
    steps: Array.isArray(steps) ? steps.map(readStep) : [],
    revision: Number(revision ?? 0),
  };
}

function readStep(value: unknown): PauseStep {
  const { action, at, by, reason } = (value ?? {}) as Partial<PauseStep>;
  return {
    action: action === 'resume' ? 'resume' : 'pause',
    at: Number(at ?? 0),
    by: String(by ?? 'unknown'),
    reason: String(reason ?? ''),
  };
}
