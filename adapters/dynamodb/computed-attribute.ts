/** The state of one computed trait as a map attribute with one-letter names: there are several in every profile. */

import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Json } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { ComputedState } from '../../engine/model/profile.ts';
import { makeNumber } from './attributes.ts';
import { decodeJson, decodeRecord, encodeJson, encodeRecord } from './json-attribute.ts';
import { decodeMoment, decodeWindow, encodeMoment, encodeWindow } from './packed-times.ts';

/**
 * n = count, s = sum, v = value, t = when the value occurred (packed), w = window (packed), i = items, d = values by
 * count. A count alone is the number itself.
 */
export function encodeComputed(state: ComputedState): AttributeValue {
  if (isCountAlone(state)) return makeNumber(state.count);
  const map: Record<string, AttributeValue> = {};
  if (state.count !== undefined) map['n'] = encodeJson(state.count);
  if (state.sum !== undefined) map['s'] = encodeJson(state.sum);
  if (state.value !== undefined) map['v'] = encodeJson(state.value);
  if (state.at !== undefined) map['t'] = encodeMoment(state.at);
  if (state.window !== undefined) map['w'] = { B: encodeWindow(state.window) };
  if (state.items !== undefined) map['i'] = encodeJson(state.items.map(([at, value]) => [at, value]));
  if (state.values !== undefined) map['d'] = encodeRecord(state.values, encodeJson);
  return { M: map };
}

export function decodeComputed(attribute: AttributeValue): ComputedState {
  if (attribute.N !== undefined) return { count: Number(attribute.N) };
  const map = attribute.M ?? {};
  return {
    ...omitAbsent({
      count: map['n'] === undefined ? undefined : Number(decodeJson(map['n'])),
      sum: map['s'] === undefined ? undefined : Number(decodeJson(map['s'])),
      value: map['v'] === undefined ? undefined : decodeJson(map['v']),
      at: map['t'] === undefined ? undefined : decodeMoment(map['t']),
      window: map['w']?.B === undefined ? undefined : decodeWindow(map['w'].B),
      items: map['i'] === undefined ? undefined : (decodeJson(map['i']) as [number, Json][]),
      values:
        map['d'] === undefined ? undefined : decodeRecord(map['d'], (value) => Number(decodeJson(value))),
    }),
  };
}

function isCountAlone(state: ComputedState): state is ComputedState & { readonly count: number } {
  return Number.isSafeInteger(state.count) && Object.keys(state).length === 1;
}
