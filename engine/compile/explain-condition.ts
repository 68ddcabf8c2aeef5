/** Reports for each part of a condition whether it holds for a person, and the person's values that it reads. Pure. */

import type { Json } from '../base/json.ts';
import { readPresentState } from '../channels/confirmed-address.ts';
import { compileCondition } from '../conditions/compile-condition.ts';
import type { Situation } from '../conditions/condition.ts';
import { countDid } from '../conditions/did-leaf.ts';
import { foldCondition } from '../conditions/fold-condition.ts';
import type { ComputedReader } from '../conditions/profile-shape.ts';
import type { Condition, DidCondition } from '../model/documents/condition.ts';
import type { Pattern } from '../model/documents/document-base.ts';
import type { Profile } from '../model/profile.ts';
import { readStated } from '../model/profile.ts';
import { createComputedReader } from './computed-reader.ts';
import type { Program } from './program.ts';

export interface ConditionExplanation {
  readonly condition: Condition;
  readonly holds: boolean;
  /** For leaves: the person's value at each path that the leaf reads; null if there is none. */
  readonly actual: Readonly<Record<string, Json>>;
  /** For all, any and not. */
  readonly parts: readonly ConditionExplanation[];
}

/** `situation.now` in epoch ms. Throws what compileCondition throws; a published condition compiles. */
export function explainCondition(
  condition: Condition,
  situation: Situation,
  program: Program,
): ConditionExplanation {
  const computed = createComputedReader(program.traits, program);
  return foldCondition<ConditionExplanation>(condition, [], (part, parts) => ({
    condition: part,
    holds: compileCondition(part, 'condition', { computed }).holds(situation),
    actual: readActual(part, situation, computed),
    parts,
  }));
}

function readActual(
  condition: Condition,
  { profile, now }: Situation,
  computed: ComputedReader,
): Readonly<Record<string, Json>> {
  if ('segment' in condition)
    return { [`segments.${condition.segment}`]: Object.hasOwn(profile.segments, condition.segment) };
  if ('did' in condition) return { count: countDid(condition.did as DidCondition, profile, now) };
  if ('account' in condition) return readAccount(condition.account, profile);
  if (!('profile' in condition)) return {};
  const paths = listPaths(condition.profile);
  return Object.fromEntries(paths.map((path) => [path.join('.'), readField(profile, path, computed, now)]));
}

/** Of the person's only account; with several accounts each path is null. */
function readAccount(pattern: Pattern, profile: Profile): Readonly<Record<string, Json>> {
  const paths = listPaths(pattern);
  const read = (path: readonly string[]) => profile.accountView?.read(profile, undefined, path) ?? null;
  return Object.fromEntries(paths.map((path) => [`account.${path.join('.')}`, read(path)]));
}

/** The paths at which a pattern has alternatives, through `$or` as well; each once. */
function listPaths(pattern: Pattern, base: readonly string[] = []): readonly (readonly string[])[] {
  const found = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(pattern)) {
    const inner: readonly (readonly string[])[] =
      key === '$or' && Array.isArray(value)
        ? value.flatMap((each) => listPaths(each as Pattern, base))
        : Array.isArray(value) || typeof value !== 'object' || value === null
          ? [[...base, key]]
          : listPaths(value as Pattern, [...base, key]);
    for (const path of inner) found.set(JSON.stringify(path), path);
  }
  return [...found.values()];
}

function readField(
  profile: Profile,
  [field = '', name, ...rest]: readonly string[],
  computed: ComputedReader,
  now: number,
): Json {
  if (name === undefined) {
    const own = Object.hasOwn(profile, field) ? Reflect.get(profile, field) : undefined;
    return (own as Json | undefined) ?? null;
  }
  return readDeep(readEntry(profile, field, name, computed, now), rest);
}

function readEntry(
  profile: Profile,
  field: string,
  name: string,
  computed: ComputedReader,
  now: number,
): Json | undefined {
  if (field === 'traits') return readStated(profile, name);
  if (field === 'computed') return computed.read(profile, name, now) as Json | undefined;
  if (field === 'segments') return Object.hasOwn(profile.segments, name);
  if (field === 'consents') return readPresentState(profile, name, computed.topicPurposes);
  return undefined;
}

function readDeep(value: Json | undefined, path: readonly string[]): Json {
  let current = value;
  for (const key of path) {
    const isInside = typeof current === 'object' && current !== null && !Array.isArray(current);
    current =
      isInside && Object.hasOwn(current as object, key)
        ? (Reflect.get(current as object, key) as Json)
        : undefined;
  }
  return current ?? null;
}
