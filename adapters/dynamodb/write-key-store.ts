/** Write keys of the HTTP API, in a partition of the config table. */
import {
  type SigningKey,
  type WriteKey,
  type WriteKeyStore,
  writeKeyKinds,
} from '../../app/ports/write-keys.ts';
import type { Json } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { writeKeyPartition } from '../keys.ts';
import { type Item, makeNumber, makeText, readNumber, readOptionalNumber, readText } from './attributes.ts';
import type { Database } from './client.ts';
import { decodeJson, encodeJson } from './json-attribute.ts';
import { createKeyItems } from './key-items.ts';

const entity = 'WriteKey';

export function createDynamoWriteKeyStore(database: Database, table: string): WriteKeyStore {
  return createKeyItems(database, table, { partition: writeKeyPartition, entity, encode, decode });
}

function encode({ id, source, kind, status, createdAt, expiresAt, userIds, signingKeys }: WriteKey): Item {
  return {
    id: makeText(id),
    source: makeText(source),
    kind: makeText(kind),
    status: makeText(status),
    createdAt: makeNumber(createdAt),
    userIds: makeText(userIds),
    signingKeys: encodeJson(signingKeys.map(({ ...key }) => key)),
    ...omitAbsent({ expiresAt: expiresAt === undefined ? undefined : makeNumber(expiresAt) }),
  };
}

/**
 * An unknown kind or rule of user ids has the fewer rights, and an unknown status is revoked: a person may have edited
 * the item.
 */
function decode(item: Item): WriteKey {
  const kind = readText(item, 'kind', entity);
  return {
    id: readText(item, 'id', entity),
    hash: readText(item, 'sk', entity),
    source: readText(item, 'source', entity),
    kind: writeKeyKinds.find((known) => known === kind) ?? 'browser',
    status: readText(item, 'status', entity) === 'active' ? 'active' : 'revoked',
    createdAt: readNumber(item, 'createdAt', entity),
    userIds: (item['userIds']?.S ?? 'any') === 'any' ? 'any' : 'signed',
    signingKeys: item['signingKeys'] === undefined ? [] : readSigningKeys(decodeJson(item['signingKeys'])),
    ...omitAbsent({ expiresAt: readOptionalNumber(item, 'expiresAt') }),
  };
}

function readSigningKeys(value: Json): readonly SigningKey[] {
  return Array.isArray(value) ? (value as unknown as readonly SigningKey[]) : [];
}
