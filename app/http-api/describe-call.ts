/** Finds calls that cannot be put on the bus, and describes them: the description is rejected in their place, so that no call is lost without a trace. */
import { isObject, type JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { descriptionField } from '../../engine/touchpoint/described-call.ts';
import type { TouchpointProblem } from '../../engine/touchpoint/touchpoint-invalid-error.ts';
import { nameCall } from '../../engine/touchpoint/unpack-event.ts';
import { dropUserToken } from './apply-user-token.ts';
import { replacement } from './find-replaced-id.ts';

/** Bytes of the JSON of one call, in UTF-8. */
export const maxCallBytes = 32 * 1024;
/** Of objects and lists: the bus accepts 1,000 with its envelope, and would refuse the whole event again and again. */
export const maxLevels = 500;
/** Characters of the JSON of a call that its description keeps. */
const keptLength = 4_000;
const keptLevels = 16;
const maxTextLength = 256;

export interface Unfit {
  readonly code: TouchpointProblem;
  /** What was received instead of a call that fits. */
  readonly received: string;
}

/**
 * `isReplaced`: the body was no UTF-8, so a replacement character takes the place of bytes that are lost. Where no one
 * knows whether it was, only ids are free of it: `findReplaced` names the first that is not.
 */
export function findUnfit(
  value: unknown,
  isReplaced: boolean,
  findReplaced: (value: unknown) => string | undefined,
): Unfit | undefined {
  if (isDeeper(value, maxLevels))
    return { code: 'touchpoint_too_deep', received: `more than ${maxLevels} levels of objects and lists` };
  // JSON writes it as null: the call would count with a value that its sender did not state.
  if (hasInfinity(value)) return { code: 'number_not_finite', received: 'a number too large to hold' };
  const text = JSON.stringify(value);
  const bytes = Buffer.byteLength(text);
  if (bytes > maxCallBytes)
    return { code: 'touchpoint_too_large', received: `${bytes} bytes of JSON, more than ${maxCallBytes}` };
  if (isReplaced && text.includes(replacement))
    return { code: 'text_not_utf8', received: 'bytes that are no UTF-8' };
  const id = findReplaced(value);
  return id === undefined
    ? undefined
    : { code: 'text_not_utf8', received: `a replacement character in ${id}` };
}

/** Names the call as far as its fields are short texts, and keeps the start of its JSON. */
export function describeCall(call: unknown, unfit: Unfit): JsonObject {
  const fields = isObject(call) ? call : {};
  const { type, messageId } = fields;
  return {
    event: (nameCall(fields) ?? 'Call').slice(0, maxTextLength).toWellFormed(),
    ...omitAbsent({ type: readShort(type), messageId: readShort(messageId) }),
    [descriptionField]: { ...unfit, start: readStart(fields === call ? dropToken(fields) : call) },
  };
}

function dropToken(call: Readonly<Record<string, unknown>>): unknown {
  return 'context' in call ? { ...call, context: dropUserToken(call['context']) } : call;
}

function readStart(value: unknown): string {
  return JSON.stringify(cutLevels(value, keptLevels)).slice(0, keptLength).toWellFormed();
}

function readShort(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= maxTextLength ? value.toWellFormed() : undefined;
}

/** JSON of thousands of levels cannot be written again. */
function cutLevels(value: unknown, levels: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return '...';
  if (Array.isArray(value)) return value.map((inner) => cutLevels(inner, levels - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, cutLevels(inner, levels - 1)]),
  );
}

function hasInfinity(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasInfinity);
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}
