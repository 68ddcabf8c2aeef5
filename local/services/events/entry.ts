/** One event on a bus: validated, measured and wrapped in EventBridge's envelope. */

import type { CloudContext } from '../../service.ts';
import type { Bus } from './bus.ts';

/** Limit of all entries of one request together, and so of one entry. */
export const largestRequestBytes = 1_048_576;
/** Characters. */
const longestSource = 256;
const longestDetailType = 128;
/** "PutEvents will only process nested JSON up to 1000 levels deep" (API reference). */
const deepestDetail = 1000;
/** Prefix of the names of partner event sources, and of their buses. */
export const partnerPrefix = 'aws.partner/';
/** Rules may forward an event from bus to bus; a longer chain is a loop. */
export const mostHops = 5;

export interface PutEntry {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly EventBusName?: string;
  readonly Resources?: readonly string[];
  /** Epoch seconds, or ISO text. */
  readonly Time?: number | string;
}

export interface BusEvent {
  readonly value: Readonly<Record<string, unknown>> & { readonly id: string };
  /** The event as JSON text; `detail` exactly as received. */
  readonly json: string;
  /** Bytes, as EventBridge counts them. */
  readonly size: number;
  readonly hops: number;
}

export interface EntryError {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** The per-entry error of PutEvents, or undefined for a valid entry. */
export function checkEntry(
  entry: PutEntry,
  findBus: (name: string) => Bus | undefined,
): EntryError | undefined {
  const fault = checkForm(entry);
  if (fault !== undefined) return fault;
  if (entry.Source?.startsWith('aws.')) {
    return makeEntryError('NotAuthorizedForSourceException', 'Not authorized for the source.');
  }
  if (entry.EventBusName !== undefined && findBus(entry.EventBusName) === undefined) {
    return makeEntryError('ResourceNotFoundException', `Event bus ${entry.EventBusName} does not exist.`);
  }
  return checkDetail(entry.Detail);
}

/** The per-entry error of PutPartnerEvents: the source is the name of the bus. */
export function checkPartnerEntry(
  entry: PutEntry,
  findBus: (name: string) => Bus | undefined,
): EntryError | undefined {
  const fault = checkForm(entry);
  if (fault !== undefined) return fault;
  if (!entry.Source?.startsWith(partnerPrefix) || findBus(entry.Source) === undefined) {
    return makeEntryError('ResourceNotFoundException', `Event source ${entry.Source} does not exist.`);
  }
  return checkDetail(entry.Detail);
}

function makeEntryError(ErrorCode: string, ErrorMessage: string): EntryError {
  return { ErrorCode, ErrorMessage };
}

function checkForm(entry: PutEntry): EntryError | undefined {
  if (!entry.Source)
    return makeEntryError(
      'InvalidArgument',
      'Parameter Source is not valid. Reason: Source is a required argument.',
    );
  if (!entry.DetailType) {
    return makeEntryError(
      'InvalidArgument',
      'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
    );
  }
  const [source, type] = [[...entry.Source].length, [...entry.DetailType].length];
  if (source > longestSource)
    return makeEntryError('InvalidArgument', describeLength('Source', source, longestSource));
  if (type > longestDetailType) {
    return makeEntryError('InvalidArgument', describeLength('DetailType', type, longestDetailType));
  }
  if (entry.Detail === undefined) {
    return makeEntryError(
      'InvalidArgument',
      'Parameter Detail is not valid. Reason: Detail is a required argument.',
    );
  }
  return undefined;
}

function checkDetail(detail = ''): EntryError | undefined {
  const isTaken = isJsonObject(detail) && measureDepth(detail) <= deepestDetail;
  return isTaken ? undefined : makeEntryError('MalformedDetail', 'Detail is malformed.');
}

function describeLength(name: string, length: number, limit: number): string {
  return `Parameter ${name} is not valid. Reason: it has ${length} characters, at most ${limit} are allowed.`;
}

/** Bytes of an entry as EventBridge counts them. */
export function measureEntry(entry: PutEntry): number {
  let size = entry.Time === undefined ? 0 : 14;
  size += Buffer.byteLength(entry.Source ?? '') + Buffer.byteLength(entry.DetailType ?? '');
  size += Buffer.byteLength(entry.Detail ?? '');
  for (const resource of entry.Resources ?? []) size += Buffer.byteLength(resource);
  return size;
}

/** The envelope of an accepted entry; `time` is the entry's own or the current (virtual) moment. */
export function makeEvent(entry: PutEntry, context: CloudContext, id: string): BusEvent {
  const time = typeof entry.Time === 'number' ? entry.Time * 1000 : Date.parse(entry.Time ?? '');
  const head = {
    version: '0',
    id,
    'detail-type': entry.DetailType ?? '',
    source: entry.Source ?? '',
    account: context.accountId,
    time: `${new Date(Number.isNaN(time) ? context.now() : time).toISOString().slice(0, 19)}Z`,
    region: context.region,
    resources: entry.Resources ?? [],
  };
  const detail = entry.Detail ?? '{}';
  return {
    value: { ...head, detail: JSON.parse(detail) },
    json: `${JSON.stringify(head).slice(0, -1)},"detail":${detail}}`,
    size: measureEntry(entry),
    hops: 0,
  };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Levels of objects and lists in a JSON text. */
function measureDepth(json: string): number {
  let [depth, deepest, isText] = [0, 0, false];
  for (let i = 0; i < json.length; i += 1) {
    const character = json[i];
    if (isText) {
      if (character === '\\') i += 1;
      else if (character === '"') isText = false;
    } else if (character === '"') isText = true;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth -= 1;
  }
  return deepest;
}
