/** Walks in DynamoDB: a run is made once, a shard's checkpoint replaces exactly the one before it. */
import {
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  activeRunsPartition,
  minutePartition,
  minuteSortKey,
  planPartition,
  runPartition,
  shardPartition,
  shardPrefix,
} from '../keys.ts';
import type { RunChange, WalkStore } from '../ports.ts';
import { type Item, makeNumber, makeText, readNumber } from './attributes.ts';
import { type Database, isConditionFailure } from './client.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';
import { encodeJson } from './json-attribute.ts';
import {
  decodePlan,
  decodeRun,
  decodeShard,
  encodePlan,
  encodeRun,
  encodeShard,
  expireAfter,
  makeRunKey,
  makeShardKey,
} from './walk-item.ts';

/** The index of the runs that are not over. */
export const activeIndex = 'active';

export function createDynamoWalkStore(database: Database, table: string): WalkStore {
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
    return { items: Items, ...(next === undefined ? {} : { cursor: next }) };
  }

  async function read(key: Item): Promise<Item | undefined> {
    // Consistent: who has just written, or was just sent here by whoever wrote, must see it.
    const { Item } = await database.send(
      new GetItemCommand({ TableName: table, Key: key, ConsistentRead: true }),
    );
    return Item;
  }

  /** False when the condition did not hold. */
  async function attempt(write: () => Promise<unknown>): Promise<boolean> {
    try {
      await write();
      return true;
    } catch (error) {
      if (isConditionFailure(error)) return false;
      throw error;
    }
  }

  return {
    createRun: (run) =>
      attempt(() =>
        database.send(
          new PutItemCommand({
            TableName: table,
            Item: encodeRun(run),
            // isFirst: of two starters at once, one starts it.
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      ),

    async readRun(subject, run) {
      const item = await read(makeRunKey(subject, run));
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

    async listRuns(subject, cursor) {
      const { items, ...rest } = await query({ ScanIndexForward: false }, runPartition(subject), cursor);
      return { runs: items.map(decodeRun), ...rest };
    },

    changeRun: (subject, run, change) =>
      attempt(() =>
        database.send(
          new UpdateItemCommand({ TableName: table, Key: makeRunKey(subject, run), ...writeChange(change) }),
        ),
      ),

    async noteQueued(subject, run, at) {
      await attempt(() =>
        database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: makeRunKey(subject, run),
            UpdateExpression: 'SET queuedAt = :at',
            // isRunning: a run paused meanwhile is queued anew when it is resumed.
            ConditionExpression: '#status = :running',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: { ':at': makeNumber(at), ':running': makeText('running') },
          }),
        ),
      );
    },

    async readShard(subject, run, shard) {
      const item = await read(makeShardKey(subject, run, shard));
      return item === undefined ? undefined : decodeShard(item);
    },

    saveShard(checkpoint) {
      const before = checkpoint.step - 1;
      // isFirst, isNext: two walkers on one shard cannot both go on from the same place.
      const condition =
        before === 0
          ? { ConditionExpression: 'attribute_not_exists(pk)' }
          : {
              ConditionExpression: 'step = :before',
              ExpressionAttributeValues: { ':before': makeNumber(before) },
            };
      return attempt(() =>
        database.send(new PutItemCommand({ TableName: table, Item: encodeShard(checkpoint), ...condition })),
      );
    },

    async listShards(subject, run, cursor) {
      const { items, ...rest } = await query(
        {
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':prefix': makeText(shardPrefix) },
        },
        shardPartition(subject, run),
        cursor,
      );
      return { shards: items.map(decodeShard), ...rest };
    },

    async takeTokens(subject, minute, wanted) {
      const { Attributes = {} } = await database.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { pk: makeText(minutePartition(subject)), sk: makeText(minuteSortKey(minute)) },
          // A call repeated after a lost answer adds twice: fewer are handed out, never more.
          UpdateExpression: 'ADD taken :wanted SET expiresAt = :expiresAt',
          ExpressionAttributeValues: {
            ':wanted': makeNumber(wanted),
            ':expiresAt': makeNumber(expireAfter(minute * 60_000, 1)),
          },
          ReturnValues: 'UPDATED_NEW',
        }),
      );
      return readNumber(Attributes, 'taken', 'WalkMinute');
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
    ...(isActive ? { ':active': makeText(activeRunsPartition) } : {}),
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
    // isFrom: a run that is over stays over.
    ConditionExpression: `#status IN (${from.map((_, index) => `:from${index}`).join(', ')})`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: values,
  };
}
