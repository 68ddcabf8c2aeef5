/**
 * `$or` and arrays of objects: if an alternative names the same field as the rest of the pattern, both must
 * hold in the same array element, so such patterns are multiplied out into plain ones. All others keep their tree.
 */
import { omitAbsent } from '../base/omit-absent.ts';
import { PatternInvalidError } from './pattern-invalid-error.ts';
import type { PatternNode } from './pattern-node.ts';

/** EventBridge's own limit on the combinations that `$or` makes. */
const maxCombinations = 1000;

/** One or more trees, any of which must match; refuses more combinations than EventBridge takes. */
export function expandChoices(node: PatternNode): readonly PatternNode[] {
  const combinations = countCombinations(node, 1);
  if (combinations > maxCombinations) {
    const remedy = 'Use fewer or shorter $or, or split the condition with "any".';
    const problem = `$or makes more than ${maxCombinations} combinations`;
    throw new PatternInvalidError(node.path, problem, combinations, remedy);
  }
  const branches = countCombinations(node, 2);
  if (branches === 1 || branches > maxCombinations || !(hasOverlap(node) || hasAbsence(node))) return [node];
  return multiplyOut(node);
}

/** `perEither`: what a leaf counts for that takes a value or absence. */
function countCombinations(node: PatternNode, perEither: 1 | 2): number {
  let count = node.leaf?.absent === true && node.leaf.present !== undefined ? perEither : 1;
  for (const field of node.fields.values()) count *= countCombinations(field, perEither);
  for (const choice of node.choices) {
    count *= choice.reduce((sum, alternative) => sum + countCombinations(alternative, perEither), 0);
  }
  return count;
}

/** Whether one field is named by more than one of: the plain fields, and each `$or` beside them. */
function hasOverlap(node: PatternNode): boolean {
  const taken = new Set(node.fields.keys());
  for (const choice of node.choices) {
    const names = new Set(choice.flatMap(listNames));
    for (const name of names) {
      if (taken.has(name)) return true;
      taken.add(name);
    }
  }
  return [...node.fields.values(), ...node.choices.flat()].some(hasOverlap);
}

function listNames(node: PatternNode): readonly string[] {
  return [...node.fields.keys(), ...node.choices.flat().flatMap(listNames)];
}

/** `exists: false` applies to the whole array or to one element, depending on the fields before it. */
function hasAbsence(node: PatternNode): boolean {
  return node.leaf?.absent === true || [...node.fields.values(), ...node.choices.flat()].some(hasAbsence);
}

function multiplyOut(node: PatternNode): readonly PatternNode[] {
  let results: readonly PatternNode[] = splitLeaf(node).map((leaf) => ({
    ...leaf,
    fields: new Map(),
    choices: [],
  }));
  for (const [key, field] of node.fields) {
    const expanded = multiplyOut(field);
    results = results.flatMap((result) =>
      expanded.map((child) => ({ ...result, fields: new Map([...result.fields, [key, child]]) })),
    );
  }
  for (const choice of node.choices) {
    const expanded = choice.flatMap(multiplyOut);
    results = results.flatMap((result) => expanded.map((alternative) => merge(result, alternative)));
  }
  return results;
}

/** A leaf that takes a value or absence becomes two. */
function splitLeaf(node: PatternNode): readonly PatternNode[] {
  const { leaf } = node;
  if (leaf?.absent !== true || leaf.present === undefined) return [node];
  return [
    { ...node, leaf: { ...leaf, absent: false } },
    { ...node, leaf: { ...leaf, present: undefined } },
  ];
}

function merge(a: PatternNode, b: PatternNode): PatternNode {
  if (a.leaf !== undefined && b.leaf !== undefined) {
    const remedy = 'Name each field once in every combination of $or.';
    throw new PatternInvalidError(
      b.path,
      'the field is already matched elsewhere in the pattern',
      a.path,
      remedy,
    );
  }
  const fields = new Map(a.fields);
  for (const [key, field] of b.fields) {
    const other = fields.get(key);
    fields.set(key, other === undefined ? field : merge(other, field));
  }
  const leaf = a.leaf ?? b.leaf;
  return { path: a.path, ...omitAbsent({ leaf }), fields, choices: [] };
}
