/** Reads a touchpoint that a person or a file wrote down, in one of two forms, and checks it before it travels. */

import type { SentTouchpoint } from '../../app/ports/touchpoint-sender.ts';
import { isObject, type JsonObject } from '../../engine/base/json.ts';
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

export interface ReadTouchpoint {
  readonly touchpoint: SentTouchpoint;
  /** When it happened (epoch ms), where it says so. */
  readonly at?: number;
}

/** Nothing that can be sent; `remedy` says what to write instead. */
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
  /** Id of touchpoints without `messageId`: sending them again counts once. */
  readonly messageId?: string;
  /** Epoch ms. */
  readonly now: number;
  /** The receiver's clock will have moved on by then: what lies ahead of `now` is no mistake. */
  readonly isFutureTaken?: boolean;
  /** Sources that only Percorso and AWS may use are taken: nothing is sent, somebody plays what they say. */
  readonly isReservedTaken?: boolean;
  /** False: send it whatever it says (to see it rejected). */
  readonly isChecked: boolean;
}

/**
 * Takes `{ source, name | detailType, detail, time? }` (also EventBridge's own `detail-type`), or the flat form of the
 * Segment spec: `{ event, userId, properties, timestamp, ... }`, or `{ batch: [...] }` of it. Throws TouchpointUnreadableError.
 */
export function readTouchpoint(value: unknown, options: ReadOptions): ReadTouchpoint {
  if (!isObject(value)) {
    throw new TouchpointUnreadableError('This is no JSON object.', 'Write { "event": ..., "userId": ... }.');
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
      'Name the system the event comes from, such as "shop".',
    );
  }
  // Without its zone a time would mean another moment on another machine: it is none, and the check refuses it.
  const parsed = parseTimestamp(String(detail['timestamp']));
  const at = parsed.ok ? parsed.at : undefined;
  if (options.isChecked) {
    const isAhead = options.isFutureTaken === true && at !== undefined;
    check(touchpoint, isAhead ? Math.max(options.now, at) : options.now);
  }
  return { touchpoint, ...(at === undefined ? {} : { at }) };
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

/** The rules of the receiving side, so that a mistake shows here rather than among the rejected. */
function check({ source, name, detail }: SentTouchpoint, now: number): void {
  if (name === '') {
    throw new TouchpointUnreadableError(
      'The event has no name.',
      'Give "event" (or "name"), such as "Order Completed".',
    );
  }
  try {
    const time = new Date(now).toISOString();
    const event = { id: 'unsent', source, 'detail-type': name, time, detail };
    if (!isPacked(event)) parseTouchpoint(event);
    else for (const member of unpackEvent(event)) parseMember(member);
  } catch (error) {
    if (!(error instanceof TouchpointInvalidError)) throw error;
    const problem = `${error.path}: received ${error.received} (${error.code}).`;
    throw new TouchpointUnreadableError(problem, error.remedy);
  }
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
