/** Finds plain YAML scalars whose value differs from the text: `00123` is the number 123, and `yes` is text. */
import { isMap, isScalar, isSeq, type Node } from 'yaml';
import type { Finding, PathSegment } from '../../engine/config/problems/problem.ts';

/** These fields name a step of a journey, which is never a boolean. */
const stepNames: ReadonlySet<PathSegment> = new Set(['next', 'start', 'otherwise', 'default']);

/** YAML 1.1 reads these as true and false, YAML 1.2 as text. */
const formerBooleans = /^(?:yes|no|on|off)$/i;

/** Warnings, each with the path of the scalar below `node`. */
export function findChangedScalars(node: unknown, segments: readonly PathSegment[] = []): Finding[] {
  if (isScalar(node)) return explainScalar(node.value, node.source, node.type, segments);
  if (isSeq(node)) return node.items.flatMap((item, index) => findChangedScalars(item, [...segments, index]));
  if (!isMap<Node, unknown>(node)) return [];
  return node.items.flatMap(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : String(key);
    return findChangedScalars(value, [...segments, name]);
  });
}

function explainScalar(
  value: unknown,
  source: string | undefined,
  type: string | undefined,
  segments: readonly PathSegment[],
): Finding[] {
  if (source === undefined || type !== 'PLAIN') return [];
  if (typeof value === 'string' && formerBooleans.test(source)) {
    if (stepNames.has(segments.at(-1) ?? '')) return [];
    const meant = /^(?:yes|on)$/i.test(source);
    const remedy = `YAML reads ${source} as text: write ${meant} for the boolean, or put it in quotes.`;
    return [{ segments, received: value, remedy, code: 'value_changed', severity: 'warning' }];
  }
  // A numeric bound is compared as a number, whatever its notation.
  if (typeof value !== 'number' || segments.includes('numeric') || source === String(value)) return [];
  const remedy = `YAML reads ${source} as the number ${value}, which never equals the text "${source}": put it in quotes for text, or write ${value} for the number.`;
  return [{ segments, received: value, remedy, code: 'value_changed', severity: 'warning' }];
}
