/** Identity keys in DynamoDB: one item per key, bound once and never rebound. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { IdentityBinding, IdentityStore } from '../../app/ports/identity-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { expireAfter } from '../../engine/base/time-units.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import { identityKey, parseIdentityKey, schemaVersion } from '../keys.ts';
import { openOnce } from '../open-once.ts';
import { type Item, makeNumber, makeText, readText } from './attributes.ts';
import { type Database, isAccepted } from './client.ts';
import { readKeys } from './read-keys.ts';

export interface IdentityTableOptions {
  /** After which visitors expire who are anonymous and not seen; absent or 0: never. See profile-store.ts. */
  readonly anonymousDays?: number;
  /** Epoch ms; the clock of the process when absent. */
  readonly now?: () => number;
}

/**
 * `find` takes up to 100 different keys, DynamoDB's limit of one batch. With `anonymousDays`, an anonymous id that is not
 * used for one and a half to two times as long expires, which is after its visitor; `find` extends it.
 */
export function createDynamoIdentityStore(
  database: Database,
  table: string,
  { anonymousDays = 0, now = Date.now }: IdentityTableOptions = {},
): IdentityStore {
  const lifetimeDays = 2 * anonymousDays;
  // Most touchpoints state nothing about an address: the code loads with the first that does.
  const openAddresses = openOnce(async () => {
    const { createDynamoAddresses } = await import('./address-book.ts');
    return createDynamoAddresses(database, table);
  });
  return {
    read: async (...input) => (await openAddresses()).read(...input),
    keep: async (statement) => (await openAddresses()).keep(statement),

    async find(keys, { consistent }) {
      const names = keys.map(({ type, value }) => identityKey(type, value));
      const found = await readKeys(database, table, names, consistent);
      const due = [...found.values()].filter(({ expiresAt }) => isDue(expiresAt?.N, lifetimeDays, now()));
      if (due.length > 0) {
        // Once in half of `anonymousDays` per visitor.
        const { extendKeys } = await import('./extend-keys.ts');
        await extendKeys(database, table, due, expireAfter(now(), lifetimeDays));
      }
      return names.map((name) => {
        const item = found.get(name);
        return item && readBinding(item);
      });
    },

    /** False also when our own first try was written and its answer lost: the caller reads who has the key. */
    claim: (key, binding) =>
      isAccepted(
        database.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              pk: makePartition(key),
              entity: makeText('Identity'),
              schemaVersion: makeNumber(schemaVersion),
              ...encodeBinding(binding),
              ...omitAbsent({
                user: binding.user === undefined ? undefined : makeText(binding.user),
                aside: binding.aside === undefined ? undefined : makeText(binding.aside),
                expiresAt:
                  lifetimeDays > 0 && key.type === 'anonymousId'
                    ? makeNumber(expireAfter(now(), lifetimeDays))
                    : undefined,
              }),
            },
            // isFree: a key belongs permanently to the profile that claimed it first.
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      ),

    // Few touchpoints change a key: the code loads with the first that does.
    amend: async (key, amendment) =>
      readBinding(await (await import('./amend-key.ts')).amendKey(database, table, key, amendment)),

    async rebind(key, from, to) {
      // Loaded with the first undo of a merge.
      const { rebindOwner } = await import('./rebind-owner.ts');
      return rebindOwner(
        { database, table },
        makePartition(key),
        encodeBinding(from),
        to && encodeBinding(to),
      );
    },
  };
}

/** A quarter of its lifetime has passed. With a lifetime of 0, a key that had one is kept as it is. */
function isDue(expiresAt: string | undefined, lifetimeDays: number, now: number): boolean {
  return lifetimeDays > 0 && Number(expiresAt) < expireAfter(now, (lifetimeDays * 3) / 4);
}

function makePartition(key: IdentityKey) {
  return makeText(identityKey(key.type, key.value));
}

function encodeBinding(binding: IdentityBinding): Item {
  return 'sameAs' in binding
    ? { sameAs: makePartition(binding.sameAs) }
    : { profileId: makeText(binding.profileId) };
}

export function readBinding({ shared, sameAs, ...item }: Item): IdentityBinding {
  const use = { user: item['user']?.S, claimants: item['claimants']?.SS, aside: item['aside']?.S };
  return shared === undefined && sameAs?.S !== undefined
    ? { sameAs: parseIdentityKey(sameAs.S), ...use }
    : { profileId: shared?.S ?? readText(item, 'profileId', 'Identity'), ...use };
}
