/** Hosts that fail, in DynamoDB: one partition of the statistics table, empty while all are well. */
import { DeleteItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { HostFailure, HostPause, HostRecord, HostStore } from '../../app/ports/host-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { expireAfter } from '../../engine/base/time-units.ts';
import { hostPartition, schemaVersion } from '../keys.ts';
import { type Item, makeNumber, makeText, readNumber, readOptionalNumber, readText } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';

/** A host that nothing calls any more is forgotten after this. */
const keptDays = 1;

export function createDynamoHostStore(database: Database, table: string): HostStore {
  const makeKey = (host: string) => ({ pk: makeText(hostPartition), sk: makeText(host) });
  const describe = (until: number) => ({
    entity: makeText('Host'),
    schemaVersion: makeNumber(schemaVersion),
    expiresAt: makeNumber(expireAfter(until, keptDays)),
  });

  return {
    async list() {
      // One page has thousands of hosts.
      const { Items = [] } = await database.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': makeText(hostPartition) },
        }),
      );
      return Items.map(readItem);
    },

    async addFailure(host, failure) {
      const { Attributes = {} } = await database.send(
        new UpdateItemCommand({
          TableName: table,
          Key: makeKey(host),
          ...makeUpdate({ ...describe(failure.at), ...writeFailure(failure) }, ' ADD failures :one', {
            ':one': makeNumber(1),
          }),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return readItem({ ...makeKey(host), ...Attributes });
    },

    async setPause(host, expected, pause, failure) {
      const written = {
        ...describe(pause.until),
        ...writePause(pause),
        ...(failure && writeFailure(failure)),
      };
      return isAccepted(
        database.send(
          new UpdateItemCommand({
            TableName: table,
            Key: makeKey(host),
            ...makeUpdate(written, '', expectPause(expected)),
            // isUnchanged: of several processes, one makes the call that tries the host again.
            ConditionExpression:
              expected === undefined ? `attribute_exists(failures) AND ${isNotPaused}` : isPausedAsSeen,
          }),
        ),
      );
    },

    async remove(host, expected) {
      const values = expectPause(expected);
      return isAccepted(
        database.send(
          new DeleteItemCommand({
            TableName: table,
            Key: makeKey(host),
            ConditionExpression: expected === undefined ? isNotPaused : isPausedAsSeen,
            ...omitAbsent({ ExpressionAttributeValues: expected === undefined ? undefined : values }),
          }),
        ),
      );
    },
  };
}

const isNotPaused = 'attribute_not_exists(pausedUntil)';
const isPausedAsSeen = 'pausedUntil = :expected';

function expectPause(until: number | undefined): Item {
  return omitAbsent({ ':expected': until === undefined ? undefined : makeNumber(until) });
}

/** Sets these attributes; `more` and `values`: the rest of the update. */
function makeUpdate(written: Item, more: string, values: Item) {
  const names = Object.keys(written);
  return {
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}${more}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(written).map(([name, value]) => [`:${name}`, value])),
      ...values,
    },
  };
}

function writeFailure({ reason, at }: HostFailure): Item {
  return { reason: makeText(reason), failedAt: makeNumber(at) };
}

function writePause({ since, until, length }: HostPause): Item {
  return {
    pausedSince: makeNumber(since),
    pausedUntil: makeNumber(until),
    pauseLength: makeNumber(length),
  };
}

function readItem(item: Item): HostRecord {
  return {
    host: readText(item, 'sk', 'Host'),
    failures: readNumber(item, 'failures', 'Host'),
    last: { reason: readText(item, 'reason', 'Host'), at: readNumber(item, 'failedAt', 'Host') },
    ...omitAbsent({ pause: readPause(item) }),
  };
}

function readPause(item: Item): HostPause | undefined {
  const until = readOptionalNumber(item, 'pausedUntil');
  if (until === undefined) return undefined;
  const since = readNumber(item, 'pausedSince', 'Host');
  return { since, until, length: readNumber(item, 'pauseLength', 'Host') };
}
