/** Reports the compile errors of conditions and patterns in a document that violates its schema: they are more precise. */
import { isObject } from '../../base/json.ts';
import type { Condition } from '../../model/documents/condition.ts';
import type { Pattern } from '../../model/documents/document-base.ts';
import { checkCondition, checkPattern } from '../check/check-conditions.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

export interface CompiledField {
  readonly at: readonly PathSegment[];
  readonly findings: readonly Finding[];
}

/** The fields that do not compile. */
export function explainCompiledFields(written: Readonly<Record<string, unknown>>): CompiledField[] {
  return listFields(written)
    .map(({ at, value, isCondition }) => ({
      at,
      findings: isCondition ? checkCondition(value as Condition, at) : checkPattern(value as Pattern, at),
    }))
    .filter(({ findings }) => findings.length > 0);
}

/** Whether a path leads into one of the fields. */
export function isInside(segments: readonly PathSegment[], fields: readonly CompiledField[]): boolean {
  return fields.some(({ at }) => at.every((segment, index) => segments[index] === segment));
}

interface FoundField {
  readonly at: readonly PathSegment[];
  readonly value: unknown;
  readonly isCondition: boolean;
}

function listFields(written: Readonly<Record<string, unknown>>): FoundField[] {
  const { exitOn, goal, steps } = written;
  return [
    ...listOwn(written, []),
    ...listEach(exitOn, ['exitOn']),
    ...listOwn(goal, ['goal']),
    ...Object.entries(isObject(steps) ? steps : {}).flatMap(([id, step]) =>
      isObject(step) ? listEach(step['branches'], ['steps', id, 'branches']) : [],
    ),
  ];
}

function listEach(items: unknown, at: readonly PathSegment[]): FoundField[] {
  return Array.isArray(items) ? items.flatMap((item, index) => listOwn(item, [...at, index])) : [];
}

function listOwn(holder: unknown, at: readonly PathSegment[]): FoundField[] {
  if (!isObject(holder)) return [];
  const { condition, where } = holder;
  return [
    ...(condition === undefined ? [] : [{ at: [...at, 'condition'], value: condition, isCondition: true }]),
    ...(where === undefined ? [] : [{ at: [...at, 'where'], value: where, isCondition: false }]),
  ];
}
