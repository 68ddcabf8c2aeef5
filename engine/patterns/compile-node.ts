/**
 * Turns a pattern tree into closures.
 *
 * Arrays are crushed out: a leaf matches when any element does. Fields under one array of objects must match within
 * one element (ruler's array consistency). `exists: false` follows ruler too, which goes through fields sorted by
 * name: before any other field of an array has matched, the field must be missing in all elements, afterwards only
 * in the element chosen.
 */

import { earliest } from '../base/earliest.ts';
import { isObject } from '../base/json.ts';
import type { CompiledLeaf } from './compile-leaf.ts';
import { isScalar } from './leaf-test.ts';
import type { PatternNode } from './pattern-node.ts';
import { hasLeaf } from './read-leaves.ts';
import type { ValueShape } from './value-shape.ts';

type Container = Readonly<Record<string, unknown>>;

export interface CompiledNode {
  matches(value: unknown, now: number): boolean;
  /** A moment after `now` (epoch ms) before which no answer below this node changes; absent = time has no effect. */
  readonly changesAt?: (value: unknown, now: number) => number | undefined;
}

interface CompiledField {
  readonly read: (container: Container, now: number) => unknown;
  readonly node: CompiledNode;
  readonly change: ((container: Container, now: number) => number | undefined) | undefined;
}

export function compileNode(node: PatternNode, shape: ValueShape): CompiledNode {
  const leaf = node.leaf === undefined ? undefined : compileLeafNode(node.leaf);
  const branch = node.fields.size > 0 || node.choices.length > 0 ? compileBranch(node, shape) : undefined;
  if (leaf === undefined || branch === undefined) return leaf ?? branch ?? { matches: () => true };
  return joinNodes(leaf, branch, node.leaf?.absent === true);
}

/**
 * A field that must have both a value and fields below it, which only `$or` can require. A value directly in an array
 * selects no element of that array, but it does select among the arrays around it.
 */
function joinNodes(leaf: CompiledNode, branch: CompiledNode, absent: boolean): CompiledNode {
  const matches = (value: unknown, now: number): boolean => {
    if (!Array.isArray(value)) return leaf.matches(value, now) && branch.matches(value, now);
    if (absent && !hasLeaf(value, [])) return branch.matches(value, now);
    return matchesWithin(value, now);
  };
  const matchesWithin = (values: readonly unknown[], now: number): boolean =>
    (values.some((value) => isScalar(value) && leaf.matches(value, now)) && branch.matches(values, now)) ||
    values.some((value) => Array.isArray(value) && matchesWithin(value, now));
  const parts = [leaf, branch];
  if (parts.every((part) => part.changesAt === undefined)) return { matches };
  return { matches, changesAt: (value, now) => findEarliest(parts, (part) => part.changesAt?.(value, now)) };
}

function compileLeafNode({ present, absent }: CompiledLeaf): CompiledNode {
  const flipsAt = present?.flipsAt;
  if (present === undefined) return { matches: (value) => !hasLeaf(value, []) };
  const matches = (value: unknown, now: number): boolean => {
    if (isScalar(value)) return present.matches(value, now);
    if (value === undefined || !Array.isArray(value)) return absent;
    return someLeaf(value, now) || (absent && !hasLeaf(value, []));
  };
  const someLeaf = (values: readonly unknown[], now: number): boolean =>
    values.some((value) =>
      isScalar(value) ? present.matches(value, now) : Array.isArray(value) && someLeaf(value, now),
    );
  if (flipsAt === undefined) return { matches };
  const changesAt = (value: unknown, now: number): number | undefined => {
    if (isScalar(value)) return flipsAt(value, now);
    return Array.isArray(value) ? findEarliest(value, (element) => changesAt(element, now)) : undefined;
  };
  return { matches, changesAt };
}

function compileBranch(node: PatternNode, shape: ValueShape): CompiledNode {
  const fields = [...node.fields].map(([key, child]) => compileField(key, child, shape));
  const choices = node.choices.map((choice) => choice.map((alternative) => compileNode(alternative, shape)));
  const { everywhere, isWhole } = listEverywhereAbsent(node);
  const matchesObject = compileObjectMatch(fields, choices);
  const matches = (value: unknown, now: number): boolean => {
    if (!Array.isArray(value)) return matchesObject(isObject(value) ? value : undefined, now);
    if (everywhere.some((path) => hasLeaf(value, path))) return false;
    return isWhole || (hasObject(value) ? matchesElement(value, now) : matchesObject(undefined, now));
  };
  const matchesElement = (elements: readonly unknown[], now: number): boolean =>
    elements.some((element) =>
      Array.isArray(element)
        ? matchesElement(element, now)
        : isObject(element) && matchesObject(element, now),
    );
  const timed = fields.filter((field) => field.change !== undefined || field.node.changesAt !== undefined);
  const timedChoices = choices.flat().filter((alternative) => alternative.changesAt !== undefined);
  if (timed.length === 0 && timedChoices.length === 0) return { matches };
  const changesAt = (value: unknown, now: number): number | undefined => {
    if (Array.isArray(value)) return findEarliest(value, (element) => changesAt(element, now));
    if (!isObject(value)) return undefined;
    const own = findEarliest(timed, ({ read, node: child, change }) =>
      earliest(change?.(value, now), child.changesAt?.(read(value, now), now)),
    );
    return earliest(
      own,
      findEarliest(timedChoices, (alternative) => alternative.changesAt?.(value, now)),
    );
  };
  return { matches, changesAt };
}

function compileField(key: string, child: PatternNode, shape: ValueShape): CompiledField {
  return {
    read: shape.bindField(key),
    node: compileNode(child, shape.shapeOf(key)),
    change: shape.bindChange?.(key),
  };
}

function compileObjectMatch(
  fields: readonly CompiledField[],
  choices: readonly (readonly CompiledNode[])[],
): (container: Container | undefined, now: number) => boolean {
  const matchesField = ({ read, node }: CompiledField, container: Container | undefined, now: number) =>
    node.matches(container === undefined ? undefined : read(container, now), now);
  const [only] = fields;
  // One field per level is by far the most common pattern.
  if (only !== undefined && fields.length === 1 && choices.length === 0) {
    return (container, now) => matchesField(only, container, now);
  }
  return (container, now) => {
    for (const field of fields) if (!matchesField(field, container, now)) return false;
    for (const choice of choices) {
      if (!choice.some((alternative) => alternative.matches(container, now))) return false;
    }
    return true;
  };
}

/**
 * Paths of `exists: false` leaves that sort before every other leaf strictly below the node; `isWhole` = there is no
 * other.
 */
function listEverywhereAbsent(node: PatternNode): {
  readonly everywhere: readonly (readonly string[])[];
  readonly isWhole: boolean;
} {
  const leaves = listFieldLeaves(node, []).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const firstOther = leaves.findIndex(({ leaf }) => leaf.present !== undefined);
  const isWhole = firstOther === -1 && leaves.length > 0;
  return {
    everywhere: leaves.slice(0, isWhole ? leaves.length : Math.max(0, firstOther)).map(({ path }) => path),
    isWhole,
  };
}

interface NamedLeaf {
  readonly path: readonly string[];
  readonly name: string;
  readonly leaf: CompiledLeaf;
}

function listFieldLeaves(node: PatternNode, path: readonly string[]): readonly NamedLeaf[] {
  return [...node.fields].flatMap(([key, child]) => listLeaves(child, [...path, key]));
}

function listLeaves(node: PatternNode, path: readonly string[]): readonly NamedLeaf[] {
  const own = node.leaf === undefined ? [] : [{ path, name: path.join('.'), leaf: node.leaf }];
  return [...own, ...listFieldLeaves(node, path)];
}

function hasObject(elements: readonly unknown[]): boolean {
  return elements.some((element) => (Array.isArray(element) ? hasObject(element) : isObject(element)));
}

function findEarliest<Item>(
  items: readonly Item[],
  find: (item: Item) => number | undefined,
): number | undefined {
  let first: number | undefined;
  for (const item of items) first = earliest(first, find(item));
  return first;
}
