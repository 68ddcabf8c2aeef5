/** `did`: how often the person did something, ever or within a sliding window, read from a hidden counter. */

import { isObject } from '../base/json.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import type { DidCondition } from '../model/documents/condition.ts';
import type { Profile } from '../model/profile.ts';
import { eventFields } from '../model/readable-fields.ts';
import { compilePattern } from '../patterns/compile-pattern.ts';
import { PatternInvalidError } from '../patterns/pattern-invalid-error.ts';
import { parseDuration } from '../time/duration.ts';
import { nextExpiry, sumWindow } from '../traits/window.ts';
import { type ConditionPart, noNeeds } from './condition-part.ts';
import { createDidCounter } from './did-counter.ts';
import { requireFields } from './event-fields.ts';

const knownKeys: readonly string[] = ['event', 'within', 'atLeast', 'atMost', 'where'];

export function compileDid(value: unknown, path: string): ConditionPart {
  const did = readDid(value, path);
  const counter = createDidCounter(did);
  const { within, atMost = Number.POSITIVE_INFINITY } = did;
  const atLeast = did.atLeast ?? (did.atMost === undefined ? 1 : 0);
  const part: ConditionPart = {
    ...noNeeds,
    counters: [counter],
    holds: ({ profile, now }) => {
      const count = readCount(profile, counter.id, within, now);
      return count >= atLeast && count <= atMost;
    },
  };
  if (within === undefined) return part;
  return {
    ...part,
    nextFlip: ({ profile, now }) => {
      const window = profile.computed[counter.id]?.window;
      return window === undefined ? undefined : nextExpiry(window, within, now);
    },
  };
}

/** How often the person did it, in the leaf's window as of `now` (epoch ms), without regard to its limits. */
export function countDid(did: DidCondition, profile: Profile, now: number): number {
  return readCount(profile, createDidCounter(did).id, did.within, now);
}

function readCount(profile: Profile, id: string, within: string | undefined, now: number): number {
  const state = profile.computed[id];
  if (state === undefined) return 0;
  if (within === undefined) return state.count ?? 0;
  return state.window === undefined ? 0 : sumWindow(state.window, within, now).count;
}

function readDid(value: unknown, path: string): DidCondition {
  if (!isObject(value)) {
    const remedy = 'Write { "did": { "event": "Order Completed", "within": "P30D", "atLeast": 3 } }.';
    throw new PatternInvalidError(path, 'did takes an object', value, remedy);
  }
  const unknown = Object.keys(value).find((key) => !knownKeys.includes(key));
  if (unknown !== undefined) {
    throw new PatternInvalidError(
      `${path}.${unknown}`,
      'no such field',
      unknown,
      `Use ${knownKeys.join(', ')}.`,
    );
  }
  const { event, within, where } = value;
  if (typeof event !== 'string' || event === '') {
    throw new PatternInvalidError(
      `${path}.event`,
      'not an event name',
      event,
      'Name one event, such as "Order Completed".',
    );
  }
  if (within !== undefined) requireWindow(within, `${path}.within`);
  const atLeast = readCountLimit(value['atLeast'], `${path}.atLeast`);
  const atMost = readCountLimit(value['atMost'], `${path}.atMost`);
  if (atLeast === 0 && atMost === undefined) {
    throw new PatternInvalidError(
      `${path}.atLeast`,
      'always true',
      atLeast,
      'For "never" write "atMost": 0.',
    );
  }
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
    throw new PatternInvalidError(path, 'never true', value, 'atLeast may not be more than atMost.');
  }
  const pattern = where === undefined ? undefined : requireFields(where, eventFields, `${path}.where`);
  if (pattern !== undefined) requireTimeless(pattern, `${path}.where`);
  return {
    event,
    ...omitAbsent({
      within: typeof within === 'string' ? within : undefined,
      atLeast,
      atMost,
      where: pattern,
    }),
  };
}

function requireWindow(within: unknown, path: string): void {
  const parsed = typeof within === 'string' ? parseDuration(within) : undefined;
  if (parsed !== undefined && parsed.months + parsed.milliseconds > 0) return;
  const remedy = 'Write an ISO 8601 duration in whole numbers, such as P30D, PT12H or P1M.';
  throw new PatternInvalidError(path, 'not a length of time', within, remedy);
}

/** A count does not change later, so its pattern cannot depend on the moment of evaluation. */
function requireTimeless(pattern: NonNullable<DidCondition['where']>, path: string): void {
  if (!compilePattern(pattern, path).dependsOnTime) return;
  const remedy = 'Use "within" for recent events, or fixed dates.';
  throw new PatternInvalidError(path, 'a date relative to now cannot be counted on', pattern, remedy);
}

function readCountLimit(value: unknown, path: string): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new PatternInvalidError(path, 'not a count', value, 'Write a whole number, 0 or more.');
}
