/** The register of erased ids, in the table of identity keys: one item per hash. The salt is in the config table. */
import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { ErasedFact, ErasureMark, ErasureRegister } from '../../app/ports/erasure-register.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { erasedKey, erasureSaltPartition, erasureSaltSortKey } from '../erased-key.ts';
import { schemaVersion } from '../keys.ts';
import { type Item, makeNumber, makeText, readNumber, readText } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';
import { readKeys } from './read-keys.ts';

const entity = 'ErasedId';

export interface ErasureTables {
  readonly identities: string;
  readonly config: string;
}

export function createDynamoErasureRegister(
  database: Database,
  { identities: table, config }: ErasureTables,
): ErasureRegister {
  const saltKey = { pk: makeText(erasureSaltPartition), sk: makeText(erasureSaltSortKey) };
  /** It never changes once it is there. */
  let salt: Uint8Array | undefined;
  const readSalt = async (): Promise<Uint8Array | undefined> => {
    if (salt !== undefined) return salt;
    const command = new GetItemCommand({ TableName: config, Key: saltKey, ConsistentRead: true });
    salt = (await database.send(command)).Item?.['salt']?.B;
    return salt;
  };
  const makeKey = async (key: IdentityKey) => erasedKey((await readSalt()) ?? new Uint8Array(), key);
  const find: ErasureRegister['find'] = async (wanted) => {
    const names: string[] = [];
    for (const key of wanted) names.push(await makeKey(key));
    const items = await readKeys(database, table, names, true);
    return names.map((name) => readMark(items.get(name)));
  };
  return {
    find,

    isUsed: async () => (await readSalt()) !== undefined,

    async lift(key, at, facts) {
      const lifted = database.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { pk: makeText(await makeKey(key)) },
          UpdateExpression: 'SET liftedAt = :at',
          // isErased: it happened before, and was not lifted since. isKnown: facts are only added.
          ConditionExpression: `#at < :at AND attribute_not_exists(liftedAt) AND ${
            facts.length === 0 ? 'attribute_not_exists(facts)' : 'size(facts) = :count'
          }`,
          ExpressionAttributeNames: { '#at': 'at' },
          ExpressionAttributeValues: {
            ':at': makeNumber(at),
            ...(facts.length > 0 && { ':count': makeNumber(facts.length) }),
          },
        }),
      );
      if (await isAccepted(lifted)) return true;
      const [mark] = await find([key]);
      return mark === undefined || mark.at >= at;
    },

    async open(first) {
      const put = database.send(
        new PutItemCommand({
          TableName: config,
          Item: { ...saltKey, ...describe('ErasureSalt'), salt: { B: first } },
          // isFirst: with another salt, no hash would be found again.
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
      await isAccepted(put);
    },

    async addFacts(key, facts) {
      if (facts.length === 0) return true;
      const added = database.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { pk: makeText(await makeKey(key)) },
          // A set: a repeat adds nothing.
          UpdateExpression: 'ADD facts :facts',
          // isErased: a lifted one is an address with facts of its own.
          ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(liftedAt)',
          ExpressionAttributeValues: { ':facts': { SS: facts.map((fact) => JSON.stringify(fact)) } },
        }),
      );
      return isAccepted(added);
    },

    async add(key, { at, receipt }) {
      const put = database.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            pk: makeText(await makeKey(key)),
            ...describe(entity),
            at: makeNumber(at),
            receipt: makeText(receipt),
          },
          // isOpen: the first erasure counts until it is lifted; its repeat does not lift that.
          ConditionExpression: 'attribute_not_exists(pk) OR liftedAt < :at',
          ExpressionAttributeValues: { ':at': makeNumber(at) },
        }),
      );
      await isAccepted(put);
    },
  };
}

function describe(name: string): Item {
  return { entity: makeText(name), schemaVersion: makeNumber(schemaVersion) };
}

function readMark(item: Item | undefined): ErasureMark | undefined {
  if (item === undefined || item['liftedAt'] !== undefined) return undefined;
  const facts = item['facts']?.SS?.map((text) => JSON.parse(text) as ErasedFact);
  return {
    at: readNumber(item, 'at', entity),
    receipt: readText(item, 'receipt', entity),
    ...omitAbsent({ facts }),
  };
}
