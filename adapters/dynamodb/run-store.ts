/** Bulk runs in DynamoDB: a run is created once, and a segment's checkpoint replaces exactly the one before it. */

import {
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { RunChange, RunStore } from '../../app/ports/run-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { expireAfter, MINUTE } from '../../engine/base/time-units.ts';
import {
  activeRunsPartition,
  minutePartition,
  minuteSortKey,
  planPartition,
  runPartition,
  segmentPartition,
  segmentPrefix,
} from '../keys.ts';
import { type Item, makeNumber, makeText, readNumber } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { encodeJson } from './json-attribute.ts';
import {
  decodePlan,
  decodeRun,
  decodeSegment,
  encodePlan,
  encodeRun,
  encodeSegment,
  makeRunKey,
  makeSegmentKey,
} from './run-item.ts';
import { makeStepCondition } from './step-condition.ts';

/** The index of the active runs. */
export const activeIndex = 'active';

export function createDynamoRunStore(database: Database, table: string): RunStore {
  async function query(input: Partial<QueryCommandInput>, partition: string, cursor: string | undefined) {
    const { Items = [], LastEvaluatedKey } = await database.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'pk = :pk',
        ExclusiveStartKey: decodeCursor(cursor),
        ...input,
        ExpressionAttributeValues: { ':pk': makeText(partition), ...input.ExpressionAttributeValues },
      }),
    );
    const next = encodeCursor(LastEvaluatedKey);
    return { items: Items, ...omitAbsent({ cursor: next }) };
  }

  async function read(key: Item): Promise<Item | undefined> {
    // Consistent: the caller has just written the run, or was just queued by the writer, and must see it.
    const { Item } = await database.send(
      new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }),
    );
    return Item;
  }

  return {
    createRun: (run) =>
      isAccepted(
        database.send(
          new PutItemCommand({
            TableName: table,
            Item: encodeRun(run),
            // isFirst: of two concurrent starts, only one starts the run.
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      ),

    async readRun(name, run) {
      const item = await read(makeRunKey(name, run));
      return item === undefined ? undefined : decodeRun(item);
    },

    async listActive(cursor) {
      const { items, ...rest } = await query(
        { IndexName: activeIndex, KeyConditionExpression: 'active = :pk' },
        activeRunsPartition,
        cursor,
      );
      return { runs: items.map(decodeRun), ...rest };
    },

    async listRuns(name, cursor) {
      const { items, ...rest } = await query({ ScanIndexForward: false }, runPartition(name), cursor);
      return { runs: items.map(decodeRun), ...rest };
    },

    changeRun: (name, run, change) =>
      isAccepted(
        database.send(
          new UpdateItemCommand({ TableName: table, Key: makeRunKey(name, run), ...writeChange(change) }),
        ),
      ),

    async noteQueued(name, run, at) {
      await isAccepted(
        database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: makeRunKey(name, run),
            UpdateExpression: 'SET queuedAt = :at',
            // isRunning: a run paused meanwhile is queued again when it is resumed.
            ConditionExpression: '#status = :running',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: { ':at': makeNumber(at), ':running': makeText('running') },
          }),
        ),
      );
    },

    async readSegment(name, run, segment) {
      const item = await read(makeSegmentKey(name, run, segment));
      return item === undefined ? undefined : decodeSegment(item);
    },

    saveSegment(checkpoint) {
      const condition = makeStepCondition(checkpoint.step);
      return isAccepted(
        database.send(
          new PutItemCommand({ TableName: table, Item: encodeSegment(checkpoint), ...condition }),
        ),
      );
    },

    async listSegments(name, run, cursor) {
      const { items, ...rest } = await query(
        {
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':prefix': makeText(segmentPrefix) },
        },
        segmentPartition(name, run),
        cursor,
      );
      return { segments: items.map(decodeSegment), ...rest };
    },

    async acquireTokens(name, minute, wanted) {
      const { Attributes = {} } = await database.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { pk: makeText(minutePartition(name)), sk: makeText(minuteSortKey(minute)) },
          // A retry after a lost response adds twice: fewer are sent than allowed, never more.
          UpdateExpression: 'ADD taken :wanted SET expiresAt = :expiresAt',
          ExpressionAttributeValues: {
            ':wanted': makeNumber(wanted),
            ':expiresAt': makeNumber(expireAfter(minute * MINUTE, 1)),
          },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return readNumber(Attributes, 'taken', 'RunMinute');
    },

    async listPlans(cursor) {
      const { items, ...rest } = await query({}, planPartition, cursor);
      return { plans: items.map(decodePlan), ...rest };
    },

    async savePlan(plan) {
      await database.send(new PutItemCommand({ TableName: table, Item: encodePlan(plan) }));
    },
  };
}

function writeChange({ from, status, pausedBy, finishedAt, totals }: RunChange) {
  const isActive = status === 'running' || status === 'paused';
  const sets = ['#status = :status', ...(isActive ? ['active = :active'] : [])];
  const removes = ['queuedAt', ...(isActive ? [] : ['active'])];
  const values: Item = {
    ':status': makeText(status),
    ...omitAbsent({ ':active': isActive ? makeText(activeRunsPartition) : undefined }),
    ...Object.fromEntries(from.map((name, index) => [`:from${index}`, makeText(name)])),
  };
  for (const [name, value] of Object.entries({ pausedBy, finishedAt, totals })) {
    if (value === undefined) {
      if (name === 'pausedBy') removes.push(name);
      continue;
    }
    sets.push(`${name} = :${name}`);
    values[`:${name}`] = encodeJson(typeof value === 'object' ? { ...value } : value);
  }
  return {
    UpdateExpression: `SET ${sets.join(', ')} REMOVE ${removes.join(', ')}`,
    // isFrom: a finished run stays finished.
    ConditionExpression: `#status IN (${from.map((_, index) => `:from${index}`).join(', ')})`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: values,
  };
}
