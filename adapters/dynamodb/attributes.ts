/** Reads and builds single DynamoDB attributes; a stored item with the wrong shape is an error, never guessed at. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { schemaVersion } from '../keys.ts';

export type Item = Record<string, AttributeValue>;

/** An item in the table has a form that this version of the code does not write. */
export class StoredItemInvalidError extends Error {
  readonly code = 'stored_item_invalid';
  readonly entity: string;
  readonly attribute: string;
  constructor(entity: string, attribute: string, problem: string, remedy: string) {
    super(`Stored ${entity}: attribute '${attribute}' ${problem}. ${remedy}`);
    this.name = 'StoredItemInvalidError';
    this.entity = entity;
    this.attribute = attribute;
  }
}

export function makeText(value: string): AttributeValue {
  return { S: value };
}

export function makeNumber(value: number): AttributeValue {
  return { N: String(value === 0 ? 0 : value) };
}

/** Refuses items newer than the version `newest`: a partial read would lose what that version added. */
export function checkSchemaVersion(item: Item, entity: string, newest: number = schemaVersion): void {
  const found = readNumber(item, 'schemaVersion', entity);
  if (found <= newest) return;
  throw new StoredItemInvalidError(
    entity,
    'schemaVersion',
    `is ${found}, newer than ${newest}, which this version of the code can read`,
    'Redeploy the newer version; do not roll back past a change of the stored schema.',
  );
}

export function readText(item: Item, attribute: string, entity: string): string {
  return item[attribute]?.S ?? throwInvalid(entity, attribute, 'string');
}

export function readNumber(item: Item, attribute: string, entity: string): number {
  return readOptionalNumber(item, attribute) ?? throwInvalid(entity, attribute, 'number');
}

export function readOptionalNumber(item: Item, attribute: string): number | undefined {
  const text = item[attribute]?.N;
  return text === undefined ? undefined : Number(text);
}

function throwInvalid(entity: string, attribute: string, type: string): never {
  throw new StoredItemInvalidError(
    entity,
    attribute,
    `is missing or not a ${type}`,
    'Restore the item from a backup, or delete it.',
  );
}
