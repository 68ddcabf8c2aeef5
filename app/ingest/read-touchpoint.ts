/** Reads a touchpoint from a person or a file, in one of two forms, and validates it before it is sent. */

import { isObject, type JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { accountKind } from '../../engine/identity/identity-rules.ts';
import { readIdentifiers } from '../../engine/identity/read-identifiers.ts';
import type { IdentityPolicy } from '../../engine/model/documents/identity-policy.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { parseTimestamp } from '../../engine/touchpoint/parse-timestamp.ts';
import { parseTouchpoint } from '../../engine/touchpoint/parse-touchpoint.ts';
import { TouchpointInvalidError } from '../../engine/touchpoint/touchpoint-invalid-error.ts';
import {
  isPacked,
  nameCall,
  packedName,
  parseMember,
  unpackEvent,
} from '../../engine/touchpoint/unpack-event.ts';
import type { SentTouchpoint } from '../ports/touchpoint-sender.ts';

export interface ReadTouchpoint {
  readonly touchpoint: SentTouchpoint;
  /** When it happened (epoch ms), if given. */
  readonly at?: number;
}

/** Not a valid touchpoint; `remedy` says what to write instead. */
export class TouchpointUnreadableError extends Error {
  readonly code = 'touchpoint_unreadable';
  readonly remedy: string;
  constructor(problem: string, remedy: string) {
    super(problem);
    this.name = 'TouchpointUnreadableError';
    this.remedy = remedy;
  }
}

export interface ReadOptions {
  /** Source of touchpoints that name none. */
  readonly source: string;
  /** Id of touchpoints without `messageId`: sent again, they count once. */
  readonly messageId?: string;
  /** Epoch ms. */
  readonly now: number;
  /** The receiver's clock will be later by then: a moment after `now` is no error. */
  readonly isFutureTaken?: boolean;
  /** Accepts the sources that only Percorso and AWS may use: nothing is sent, the caller simulates their events. */
  readonly isReservedTaken?: boolean;
  /** False: accept it unchecked (to see it rejected). */
  readonly isChecked: boolean;
  /**
   * Whose policy says which values identify no one, `built-in` where none is known: a touchpoint with no other id is an
   * error. Absent: this is not checked.
   */
  readonly placeholders?: IdentityPolicy | 'built-in' | undefined;
}

/**
 * Accepts `{ source, name | detailType, detail, time? }` (also EventBridge's own `detail-type`), or the flat form of the
 * Segment spec: `{ event, userId, properties, timestamp, ... }`, or `{ batch: [...] }` of it. Throws TouchpointUnreadableError.
 */
export function readTouchpoint(value: unknown, options: ReadOptions): ReadTouchpoint {
  if (!isObject(value)) {
    throw new TouchpointUnreadableError(
      'This is not a JSON object.',
      'Write { "event": ..., "userId": ... }.',
    );
  }
  const { source, name, detail } = isObject(value['detail']) ? readEnvelope(value) : readFlat(value);
  const messageId = detail['messageId'] ?? options.messageId;
  const touchpoint: SentTouchpoint = {
    source: source ?? options.source,
    name: name ?? '',
    detail: (messageId === undefined ? detail : { messageId, ...detail }) as JsonObject,
  };
  if (options.isReservedTaken !== true && /^(aws\.|percorso)/.test(touchpoint.source)) {
    throw new TouchpointUnreadableError(
      `The source "${touchpoint.source}" is reserved.`,
      'Give the system that the event comes from, such as "shop".',
    );
  }
  // A time without a zone would mean different moments on different machines: it stays unset, and the check refuses it.
  const parsed = parseTimestamp(String(detail['timestamp']));
  const at = parsed.ok ? parsed.at : undefined;
  if (options.isChecked) {
    const isAhead = options.isFutureTaken === true && at !== undefined;
    check(touchpoint, isAhead ? Math.max(options.now, at) : options.now, options.placeholders);
  }
  return { touchpoint, ...omitAbsent({ at }) };
}

interface Parts {
  readonly source: string | undefined;
  readonly name: string | undefined;
  readonly detail: Readonly<Record<string, unknown>>;
}

function readEnvelope(value: Readonly<Record<string, unknown>>): Parts {
  const { source, time } = value;
  const detail = isObject(value['detail']) ? value['detail'] : {};
  const name = value['name'] ?? value['detailType'] ?? value['detail-type'] ?? value['DetailType'];
  const timestamp = detail['timestamp'] ?? time;
  return {
    source: readText(source ?? value['Source']),
    name: readText(name),
    detail: timestamp === undefined ? detail : { ...detail, timestamp },
  };
}

function readFlat(value: Readonly<Record<string, unknown>>): Parts {
  const { event, name, source, time, ...rest } = value;
  const isBatch = Array.isArray(rest['batch']);
  const timestamp = rest['timestamp'] ?? time;
  return {
    source: readText(source),
    name: nameCall(value) ?? (isBatch ? packedName : undefined),
    detail: timestamp === undefined ? rest : { ...rest, timestamp },
  };
}

/** Applies the rules of the receiver, so that a mistake is reported here rather than among the rejected events. */
function check(
  { source, name, detail }: SentTouchpoint,
  now: number,
  placeholders: ReadOptions['placeholders'],
): void {
  if (name === '') {
    throw new TouchpointUnreadableError(
      'The event has no name.',
      'Give "event" (or "name"), such as "Order Completed".',
    );
  }
  try {
    const time = new Date(now).toISOString();
    const event = { id: 'unsent', source, 'detail-type': name, time, detail };
    const read = isPacked(event)
      ? unpackEvent(event).map((member) => parseMember(member))
      : [parseTouchpoint(event)];
    if (placeholders !== undefined) for (const touchpoint of read) checkIds(touchpoint, placeholders);
  } catch (error) {
    if (!(error instanceof TouchpointInvalidError)) throw error;
    const problem = `${error.path}: received ${error.received} (${error.code}).`;
    throw new TouchpointUnreadableError(problem, error.remedy);
  }
}

/** The receiver ignores placeholders, and rejects a touchpoint that has nothing else. */
function checkIds(given: Touchpoint, placeholders: IdentityPolicy | 'built-in'): void {
  const policy = placeholders === 'built-in' ? undefined : placeholders;
  const { keys, ignored = [], touchpoint } = readIdentifiers(given, policy);
  const [first] = ignored.filter(({ kind }) => kind !== accountKind);
  // The policy decides whether phones without their country and device tokens are ids.
  const isOpen = policy === undefined && ('device' in touchpoint.context || 'phone' in touchpoint.traits);
  if (given.profileId !== undefined || keys.length > 0 || first === undefined || isOpen) return;
  const { userId, anonymousId } = given;
  const value = { userId, anonymousId }[first.kind];
  const received = value === undefined ? first.kind : `${first.kind} "${value}"`;
  throw new TouchpointUnreadableError(
    `${received} is a placeholder, which identifies no one (no_identity).`,
    `Give the id of a person. The policy of a stage can allow such a value (identity.kinds.${first.kind}.allow).`,
  );
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
