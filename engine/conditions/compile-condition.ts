/** Compiles a condition: patterns on the profile and the event, segments and history, joined by all, any and not. */

import { isObject } from '../base/json.ts';
import type { Condition } from '../model/documents/condition.ts';
import type { Pattern } from '../model/documents/document-base.ts';
import { eventFields, profileFields } from '../model/readable-fields.ts';
import { compilePattern } from '../patterns/compile-pattern.ts';
import { PatternInvalidError } from '../patterns/pattern-invalid-error.ts';
import type { CompiledCondition, Situation } from './condition.ts';
import { type ConditionPart, joinAll, joinAny, negate, noNeeds } from './condition-part.ts';
import { compileDid } from './did-leaf.ts';
import { requireFields } from './event-fields.ts';
import { type ComputedReader, createProfileShape } from './profile-shape.ts';
import { unreadableComputed } from './unreadable-computed.ts';
import { createZoneScope } from './zone-scope.ts';

export interface ConditionOptions {
  /** Needed to evaluate `profile: { computed: ... }`; without it such a condition compiles and throws when evaluated. */
  readonly computed?: ComputedReader;
}

const maxDepth = 32;
/** Maximum number of flips that are checked to find the one that changes the whole answer. */
const maxFlips = 64;

/** Throws PatternInvalidError with the path, what was received and the remedy. */
export function compileCondition(
  condition: Condition,
  path = 'condition',
  options: ConditionOptions = {},
): CompiledCondition {
  const part = compilePart(condition, path, options.computed ?? unreadableComputed, 0);
  const { nextFlip, ...rest } = part;
  return {
    ...rest,
    changesAt:
      nextFlip === undefined ? () => undefined : (situation) => findChange(part, nextFlip, situation),
  };
}

type PartCompiler = (value: unknown, path: string, computed: ComputedReader, depth: number) => ConditionPart;

const conditionForms: Readonly<Record<keyof UnionToForms<Condition>, PartCompiler>> = {
  all: (value, path, computed, depth) => joinAll(compileList(value, path, computed, depth)),
  any: (value, path, computed, depth) => joinAny(compileList(value, path, computed, depth)),
  not: (value, path, computed, depth) => negate(compilePart(value, path, computed, depth + 1)),
  segment: compileSegment,
  profile: compileProfile,
  event: compileEvent,
  account: compileAccount,
  did: (value, path) => compileDid(value, path),
};

type UnionToForms<Union> = { [Key in Union extends object ? keyof Union : never]: true };

function compilePart(value: unknown, path: string, computed: ComputedReader, depth: number): ConditionPart {
  const forms = Object.keys(conditionForms).join(', ');
  if (!isObject(value)) {
    const remedy = `Write an object with one of ${forms}.`;
    throw new PatternInvalidError(path, 'a condition must be an object', value, remedy);
  }
  const [form = '', ...others] = Object.keys(value);
  if (!isForm(form) || others.length > 0) {
    const remedy = `Use exactly one of ${forms}; join several with { "all": [ ... ] }.`;
    throw new PatternInvalidError(path, 'not a condition', value, remedy);
  }
  if (depth > maxDepth) {
    const remedy = 'Make parts of it segments of their own.';
    throw new PatternInvalidError(path, `deeper than ${maxDepth} levels`, value, remedy);
  }
  return conditionForms[form](value[form], `${path}.${form}`, computed, depth);
}

function isForm(name: string): name is keyof typeof conditionForms {
  return Object.hasOwn(conditionForms, name);
}

function compileList(
  value: unknown,
  path: string,
  computed: ComputedReader,
  depth: number,
): readonly ConditionPart[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new PatternInvalidError(path, 'not a list of conditions', value, 'List at least one condition.');
  }
  return value.map((item: unknown, index) => compilePart(item, `${path}[${index}]`, computed, depth + 1));
}

function compileSegment(value: unknown, path: string): ConditionPart {
  if (typeof value !== 'string' || value === '') {
    throw new PatternInvalidError(path, 'not a segment id', value, 'Write { "segment": "its-id" }.');
  }
  return {
    ...noNeeds,
    holds: ({ profile }) => Object.hasOwn(profile.segments, value),
    segments: [value],
  };
}

function compileProfile(value: unknown, path: string, computed: ComputedReader): ConditionPart {
  const { recipientZone, about } = createZoneScope(computed);
  const options = { shape: createProfileShape(computed), anyNumber: true, recipientZone };
  const pattern = compilePattern(requireFields(value, profileFields, path), path, options);
  const part = {
    ...noNeeds,
    holds: ({ profile, now }: Situation) => {
      about(profile);
      return pattern.matches(profile, now);
    },
  };
  if (!pattern.dependsOnTime) return part;
  return {
    ...part,
    nextFlip: ({ profile, now }) => {
      about(profile);
      return pattern.changesAt(profile, now);
    },
  };
}

function compileEvent(value: unknown, path: string, computed: ComputedReader): ConditionPart {
  const { recipientZone, about } = createZoneScope(computed);
  const pattern = compilePattern(requireFields(value, eventFields, path), path, { recipientZone });
  const part: ConditionPart = {
    ...noNeeds,
    usesEvent: true,
    required: pattern.required,
    holds: ({ profile, touchpoint, now }) => {
      if (touchpoint === undefined) return false;
      about(profile);
      return pattern.matches(touchpoint, now);
    },
  };
  if (!pattern.dependsOnTime) return part;
  return {
    ...part,
    nextFlip: ({ profile, touchpoint, now }) => {
      if (touchpoint === undefined) return undefined;
      about(profile);
      return pattern.changesAt(touchpoint, now);
    },
  };
}

/** Only a person with accounts has a view. */
function compileAccount(value: unknown, path: string): ConditionPart {
  const pattern = compilePattern(value as Pattern, path, { anyNumber: true });
  return {
    ...noNeeds,
    holds: (situation) => situation.profile.accountView?.holds(pattern, situation) === true,
    nextFlip: (situation) => situation.profile.accountView?.changesAt(pattern, situation),
  };
}

/** Parts flip one after another; only a flip that changes the whole answer needs a wake-up. */
function findChange(
  part: ConditionPart,
  nextFlip: (situation: Situation) => number | undefined,
  situation: Situation,
): number | undefined {
  const current = part.holds(situation);
  let flip = nextFlip(situation);
  for (let checked = 0; checked < maxFlips && flip !== undefined; checked++) {
    const then = { ...situation, now: flip };
    if (part.holds(then) !== current) return flip;
    flip = nextFlip(then);
  }
  return flip;
}
