/** DynamoDB items as on the wire, and the escaping that passes names like `__proto__` through the engine unharmed. */

export interface AttributeValue {
  S?: string;
  N?: string;
  /** Base64. */
  B?: string;
  BOOL?: boolean;
  NULL?: boolean;
  SS?: string[];
  NS?: string[];
  BS?: string[];
  L?: AttributeValue[];
  M?: Record<string, AttributeValue>;
}

export type Item = Record<string, AttributeValue>;

export type AttributeType = keyof AttributeValue;

const escapePrefix = 'own0x_';
const inherited = new Set(Object.getOwnPropertyNames(Object.prototype));
const inheritedWord = new RegExp(`\\b(?:${[...inherited].join('|')})\\b`, 'g');
const expressions = new Set([
  'ConditionExpression',
  'FilterExpression',
  'KeyConditionExpression',
  'ProjectionExpression',
  'UpdateExpression',
]);

/**
 * A deep copy of a request in which attribute names that plain objects inherit (`constructor`, `__proto__`, ...)
 * have a prefix: the engine looks attributes up on plain objects and would find the inherited ones.
 */
export function escapeRequest(input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [member, value] of Object.entries(input)) {
    if (member === 'ExpressionAttributeNames') copy[member] = escapeNames(value);
    else if (expressions.has(member) && typeof value === 'string') {
      copy[member] = value.replace(inheritedWord, (word) => escapePrefix + word);
    } else if (member === 'RequestItems') copy[member] = escapeTables(value);
    else copy[member] = escapeValue(value);
  }
  return copy;
}

/** A deep copy of an item with its names as the caller wrote them. */
export function unescapeItem(item: Item): Item {
  const copy: Item = {};
  for (const name in item) {
    const value = item[name];
    if (value === undefined) continue;
    setOwn(copy, unescapeName(name), copyValue(value));
  }
  return copy;
}

/** UTF-8 length of a name as the caller wrote it. */
export function measureName(name: string): number {
  return Buffer.byteLength(unescapeName(name));
}

/** The only type tag of a value; undefined for a missing one. */
export function readType(value: AttributeValue | undefined): AttributeType | undefined {
  for (const type in value) return type as AttributeType;
  return undefined;
}

function unescapeName(name: string): string {
  return name.startsWith(escapePrefix) && inherited.has(name.slice(escapePrefix.length))
    ? name.slice(escapePrefix.length)
    : name;
}

function copyValue(value: AttributeValue): AttributeValue {
  if (value.M !== undefined) return { M: unescapeItem(value.M) };
  if (value.L !== undefined) return { L: value.L.map(copyValue) };
  return { ...value };
}

function escapeNames(names: unknown): unknown {
  if (typeof names !== 'object' || names === null || Array.isArray(names)) return names;
  const copy: Record<string, unknown> = {};
  for (const [key, name] of Object.entries(names)) {
    setOwn(copy, key, typeof name === 'string' && inherited.has(name) ? escapePrefix + name : name);
  }
  return copy;
}

function escapeTables(requests: unknown): unknown {
  if (typeof requests !== 'object' || requests === null || Array.isArray(requests)) return requests;
  const copy: Record<string, unknown> = {};
  for (const [table, request] of Object.entries(requests)) {
    const isKeys = typeof request === 'object' && request !== null && !Array.isArray(request);
    setOwn(copy, table, isKeys ? escapeRequest(request as Record<string, unknown>) : escapeValue(request));
  }
  return copy;
}

function escapeValue(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(escapeValue);
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    copy[inherited.has(key) ? escapePrefix + key : key] = escapeValue(
      (value as Record<string, unknown>)[key],
    );
  }
  return copy;
}

function setOwn(target: object, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else (target as Record<string, unknown>)[name] = value;
}
