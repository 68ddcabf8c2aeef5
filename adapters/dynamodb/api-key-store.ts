/** Keys of the Profile API, in a partition of the config table. */
import { type ApiKey, type ApiKeyStore, apiScopes } from '../../app/ports/api-keys.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { apiKeyPartition } from '../profile-api-keys.ts';
import { type Item, makeNumber, makeText, readNumber, readOptionalNumber, readText } from './attributes.ts';
import type { Database } from './client.ts';
import { decodeJson, encodeJson } from './json-attribute.ts';
import { createKeyItems } from './key-items.ts';

const entity = 'ApiKey';

export function createDynamoApiKeyStore(database: Database, table: string): ApiKeyStore {
  return createKeyItems(database, table, { partition: apiKeyPartition, entity, encode, decode });
}

function encode({ id, name, scopes, status, perMinute, createdAt, expiresAt }: ApiKey): Item {
  return {
    id: makeText(id),
    name: makeText(name),
    scopes: encodeJson([...scopes]),
    status: makeText(status),
    perMinute: makeNumber(perMinute),
    createdAt: makeNumber(createdAt),
    ...omitAbsent({ expiresAt: expiresAt === undefined ? undefined : makeNumber(expiresAt) }),
  };
}

/** An unknown scope allows nothing, and an unknown status is revoked: a person may have edited the item. */
function decode(item: Item): ApiKey {
  const scopes = item['scopes'] === undefined ? [] : decodeJson(item['scopes']);
  return {
    id: readText(item, 'id', entity),
    hash: readText(item, 'sk', entity),
    name: readText(item, 'name', entity),
    scopes: apiScopes.filter((scope) => Array.isArray(scopes) && scopes.includes(scope)),
    status: readText(item, 'status', entity) === 'active' ? 'active' : 'revoked',
    perMinute: readNumber(item, 'perMinute', entity),
    createdAt: readNumber(item, 'createdAt', entity),
    ...omitAbsent({ expiresAt: readOptionalNumber(item, 'expiresAt') }),
  };
}
