/** The entry event of an instance: the key in it, the fields that are kept, and how conditions read it. */

import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { measureJson } from '../base/measure-json.ts';
import { maxKeptEventLength, maxKeyLength } from '../model/limits.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import type { EventView } from '../turn/initiator.ts';
import type { Turn } from '../turn/turn.ts';
import { readPath } from '../values/read-path.ts';
import type { EventField } from './compiled-journey.ts';

/** Undefined when there is no key, or no value that can be one: two numbers such as 1e20 may be one double. */
export function readKey(
  turn: Turn,
  event: EventView | undefined,
  path: readonly string[],
): string | undefined {
  const value = readPath(turn, event, path);
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return undefined;
  const text = String(value);
  return text === '' || text.length > maxKeyLength ? undefined : text;
}

/** The form that conditions read, which take whole touchpoints. No step reads a field that was not kept. */
export function toTouchpoint(view: EventView, at: number): Touchpoint {
  return {
    id: '',
    source: '',
    name: '',
    type: 'track',
    traits: {},
    properties: {},
    context: {},
    occurredAt: at,
    receivedAt: at,
    ...view,
  };
}

interface Piece {
  readonly field: EventField;
  readonly value: Json;
  readonly length: number;
}

export interface KeptEvent {
  readonly event: JsonObject;
  /** Paths that were left out because of the length limit. */
  readonly omitted: readonly string[];
}

/** Keeps the fields that the steps read; if they are too long together, the longest are left out. */
export function keepEvent(view: EventView, fields: readonly EventField[]): KeptEvent {
  const pieces = fields.flatMap((field): Piece[] => {
    const value = readField(view, field);
    return value === undefined ? [] : [{ field, value, length: measureJson(value) + 16 }];
  });
  const omitted: string[] = [];
  let length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  while (length > maxKeptEventLength) {
    const largest = pieces.reduce((first, piece) => (piece.length > first.length ? piece : first));
    pieces.splice(pieces.indexOf(largest), 1);
    length -= largest.length;
    omitted.push(`event.${largest.field.join('.')}`);
  }
  return { event: assemble(pieces), omitted };
}

function readField(view: EventView, [root, name]: EventField): Json | undefined {
  const value: unknown = view[root as keyof EventView];
  if (name === undefined) return value as Json | undefined;
  if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
  return value[name] as Json;
}

function assemble(pieces: readonly Piece[]): JsonObject {
  const event: Record<string, Json> = {};
  for (const { field, value } of pieces) {
    const [root, name] = field;
    if (name === undefined) event[root] = value;
    else event[root] = { ...(event[root] as JsonObject | undefined), [name]: value };
  }
  return event;
}
