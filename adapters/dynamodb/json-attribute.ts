/** JSON values as native attributes, readable in the AWS console; values that DynamoDB cannot store are kept as JSON text. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Json } from '../../engine/base/json.ts';

/** The only key of a map that represents a value without a DynamoDB form. */
const textForm = '$json';
/** DynamoDB's limit is 32 levels, of which the item itself takes some. */
const deepest = 24;

/**
 * Encodes any JSON value. Numbers from 1e21 or below 1e-6, empty or `__proto__` map keys,
 * unpaired surrogates and nesting deeper than 24 levels are stored as `{ "$json": "<JSON text>" }`.
 */
export function encodeJson(value: Json): AttributeValue {
  return isNative(value, 0) ? encodeNative(value) : { M: { [textForm]: { S: JSON.stringify(value) } } };
}

export function decodeJson(attribute: AttributeValue): Json {
  if (attribute.S !== undefined) return attribute.S;
  if (attribute.N !== undefined) return Number(attribute.N);
  if (attribute.BOOL !== undefined) return attribute.BOOL;
  if (attribute.L !== undefined) return attribute.L.map(decodeJson);
  if (attribute.M !== undefined) {
    const text = attribute.M[textForm]?.S;
    if (text !== undefined) return JSON.parse(text) as Json;
    return Object.fromEntries(Object.entries(attribute.M).map(([key, inner]) => [key, decodeJson(inner)]));
  }
  return null;
}

/** A map key that DynamoDB and the SDK accept: the name, or `~` and its JSON text if the name is not accepted. */
export function encodeName(name: string): string {
  return isNativeName(name) && !name.startsWith('~') ? name : `~${JSON.stringify(name)}`;
}

export function decodeName(key: string): string {
  return key.startsWith('~') ? String(JSON.parse(key.slice(1))) : key;
}

/** Encodes a record as a map attribute, entry by entry. */
export function encodeRecord<Value>(
  record: Readonly<Record<string, Value>>,
  encodeValue: (value: Value) => AttributeValue,
): AttributeValue {
  return {
    M: Object.fromEntries(
      Object.entries(record).map(([name, value]) => [encodeName(name), encodeValue(value)]),
    ),
  };
}

/** The inverse; an absent attribute is an empty record. Names like `__proto__` become own properties. */
export function decodeRecord<Value>(
  attribute: AttributeValue | undefined,
  decodeValue: (attribute: AttributeValue, name: string) => Value,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(attribute?.M ?? {}).map(([key, value]) => {
      const name = decodeName(key);
      return [name, decodeValue(value, name)];
    }),
  );
}

function encodeNative(value: Json): AttributeValue {
  if (value === null) return { NULL: true };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value === 0 ? 0 : value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(encodeNative) };
  return { M: Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, encodeNative(inner)])) };
}

function isNative(value: Json, depth: number): boolean {
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value === 'number') return isInRange(value);
  if (depth >= deepest) return false;
  if (Array.isArray(value)) return value.every((inner) => isNative(inner, depth + 1));
  return (
    !Object.hasOwn(value, textForm) &&
    Object.entries(value).every(([key, inner]) => isNativeName(key) && isNative(inner, depth + 1))
  );
}

function isNativeName(name: string): boolean {
  return name !== '' && name !== '__proto__' && name.isWellFormed();
}

/** A number without exponent is well inside DynamoDB's range and needs none of its parsing rules. */
function isInRange(value: number): boolean {
  return Number.isFinite(value) && !String(value).includes('e');
}
