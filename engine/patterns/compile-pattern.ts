/** Compiles an EventBridge event pattern (plus `date`) into closures: the parts document the exact rules. */

import { earliest } from '../base/earliest.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import type { Pattern } from '../model/documents/document-base.ts';
import { compileNode } from './compile-node.ts';
import { expandChoices } from './expand-choices.ts';
import { type PatternNode, parsePattern } from './pattern-node.ts';
import { jsonShape, type ValueShape } from './value-shape.ts';

export interface CompiledPattern {
  matches(value: unknown, now: number): boolean;
  /** A moment after `now` (epoch ms) before which time alone changes no answer; undefined = never. */
  changesAt(value: unknown, now: number): number | undefined;
  /** Equalities that every match satisfies. Read the event with readLeaves: any leaf at the path may be the equal one. */
  readonly required: readonly RequiredEquality[];
  /** False when `changesAt` is always undefined. */
  readonly dependsOnTime: boolean;
}

/** An equality every match must satisfy: lets the rule index skip conditions without evaluating them. */
export interface RequiredEquality {
  /** `event` leaves only: path below the touchpoint, such as `properties.sku`. */
  readonly path: readonly string[];
  /** Any one of these values. */
  readonly values: readonly (string | number | boolean | null)[];
}

export interface PatternOptions {
  /** How fields are read; plain JSON by default. */
  readonly shape?: ValueShape;
  /** Lifts EventBridge's limits on numbers (-5e9 to 5e9, six decimals). */
  readonly anyNumber?: boolean;
  /** IANA name of the person's zone while the pattern is matched: the value of `zone: recipient`. */
  readonly recipientZone?: () => string;
}

/** Throws PatternInvalidError with the path below `path`. */
export function compilePattern(
  pattern: Pattern,
  path: string,
  options: PatternOptions = {},
): CompiledPattern {
  const { anyNumber = false, recipientZone } = options;
  const tree = parsePattern(pattern, path, {
    anyNumber,
    ...omitAbsent({ recipientZone }),
  });
  const shape = options.shape ?? jsonShape;
  const nodes = expandChoices(tree).map((expanded) => compileNode(expanded, shape));
  const timed = nodes.flatMap((node) => (node.changesAt === undefined ? [] : [node.changesAt]));
  const [only] = nodes;
  const matches =
    only !== undefined && nodes.length === 1
      ? only.matches
      : (value: unknown, now: number) => nodes.some((node) => node.matches(value, now));
  return {
    matches,
    changesAt: (value, now) =>
      timed.reduce<number | undefined>((first, find) => earliest(first, find(value, now)), undefined),
    required: listRequired(tree, []),
    dependsOnTime: timed.length > 0,
  };
}

function listRequired(node: PatternNode, path: readonly string[]): readonly RequiredEquality[] {
  const own = node.leaf?.equals === undefined ? [] : [{ path, values: node.leaf.equals }];
  return [...own, ...[...node.fields].flatMap(([key, child]) => listRequired(child, [...path, key]))];
}
