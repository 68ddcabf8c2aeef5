/** What an instance keeps of the event it was entered by: the fields that its steps read. */

import { isObject, type Json, type JsonObject } from '../base/json.ts';
import { measureJson } from '../base/measure-json.ts';
import { maxKeptEventLength } from '../model/limits.ts';
import type { EventView } from '../turn/initiator.ts';
import type { EventField } from './compiled-journey.ts';

interface Piece {
  readonly field: EventField;
  readonly value: Json;
  readonly length: number;
}

export interface KeptEvent {
  readonly event: JsonObject;
  /** Paths left out, because it would have been too long. */
  readonly omitted: readonly string[];
}

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
