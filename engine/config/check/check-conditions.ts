/** Checks that the conditions and patterns of a document compile. */

import { compileCondition } from '../../conditions/compile-condition.ts';
import { requireFields } from '../../conditions/event-fields.ts';
import { listLeaves } from '../../conditions/fold-condition.ts';
import type { Condition } from '../../model/documents/condition.ts';
import type { Pattern } from '../../model/documents/document-base.ts';
import { eventFields } from '../../model/readable-fields.ts';
import { compilePattern } from '../../patterns/compile-pattern.ts';
import { type Finding, formatPath, type PathSegment, parsePath } from '../problems/problem.ts';
import { findImpossible, findInEvent } from './find-impossible.ts';

type At = readonly PathSegment[];

export function checkCondition(condition: Condition, at: At): Finding[] {
  try {
    compileCondition(condition, formatPath(at));
    return findImpossible(condition, at);
  } catch (error) {
    return [explainThrown(error, at, 'invalid_condition')];
  }
}

export function checkPattern(pattern: Pattern, at: At): Finding[] {
  try {
    compilePattern(pattern, formatPath(at));
    return [];
  } catch (error) {
    return [explainThrown(error, at, 'invalid_pattern')];
  }
}

/** A pattern on a touchpoint: with a mistyped field name it would never match. */
export function checkEventPattern(pattern: Pattern, at: At): Finding[] {
  try {
    requireFields(pattern, eventFields, formatPath(at));
  } catch (error) {
    return [explainThrown(error, at, 'invalid_pattern')];
  }
  const findings = checkPattern(pattern, at);
  return findings.length > 0 ? findings : findInEvent(pattern, at);
}

/** Paths of the parts that read the event. Only for conditions that compile. */
export function findEventLeaves(condition: Condition, at: At): PathSegment[][] {
  return listLeaves(condition, at).flatMap(({ leaf, at: place }) =>
    'event' in leaf ? [[...place, 'event']] : [],
  );
}

/** Compilers throw errors with path, received and remedy; anything else is a defect of Percorso and is thrown on. */
function explainThrown(error: unknown, segments: At, code: Finding['code']): Finding {
  if (!isExplained(error)) throw error;
  const path = parsePath(error.path);
  return {
    segments: path.length === 0 ? segments : path,
    received: readJson(error.received),
    remedy: error.remedy,
    code: error.name === 'PatternInvalidError' ? 'invalid_pattern' : code,
  };
}

export function isExplained(
  error: unknown,
): error is Error & { readonly path: string; readonly received: unknown; readonly remedy: string } {
  return error instanceof Error && 'path' in error && typeof error.path === 'string' && 'remedy' in error;
}

/** These errors contain the received value as JSON, possibly shortened. */
function readJson(received: unknown): unknown {
  if (typeof received !== 'string') return received;
  try {
    return JSON.parse(received);
  } catch {
    return received;
  }
}
