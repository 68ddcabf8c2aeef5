/** Values of an event in a journey that people may enter without one: they stay empty. */
import { isObject } from '../../../base/json.ts';
import type { Condition } from '../../../model/documents/condition.ts';
import type { ValueExpression } from '../../../model/documents/document-base.ts';
import type { JourneyDocument, JourneyStep } from '../../../model/documents/journey-document.ts';
import type { Finding, PathSegment } from '../../problems/problem.ts';
import { checkCondition, findEventLeaves } from '../check-conditions.ts';
import { findEventAtEntry } from './check-entry.ts';

/** Warnings: a step with an empty value may still be what the author wants. */
export function warnEventValues({ steps, trigger }: JourneyDocument): Finding[] {
  const atEntry = findEventAtEntry(trigger);
  if (atEntry === 'always') return [];
  const isNever = atEntry === 'never';
  const remedy = isNever
    ? 'This is never there: people enter by a schedule, which has no event.'
    : 'This is not there for those who enter as time passes, without an event: say what holds then ("default", or "otherwise" of a wait).';
  return Object.entries(steps)
    .flatMap(([id, step]) => listEventReads(step, ['steps', id], isNever))
    .map(({ segments, received }) => ({
      segments,
      ...(received === undefined ? {} : { received }),
      remedy,
      code: 'unknown_variable' as const,
      severity: 'warning' as const,
    }));
}

interface EventRead {
  readonly segments: readonly PathSegment[];
  readonly received?: string;
}

function listEventReads(step: JourneyStep, at: readonly PathSegment[], isNever: boolean): EventRead[] {
  switch (step.type) {
    case 'send':
      return listInValue(step.score, [...at, 'score'], isNever);
    case 'update':
      return listInValues(step.traits, [...at, 'traits'], isNever);
    case 'emit':
    case 'enter':
      return listInValues(step.properties, [...at, 'properties'], isNever);
    case 'webhook':
      return listInValues(step.body, [...at, 'body'], isNever);
    case 'wait':
      if (!('untilDate' in step) || !isOfEvent(step.untilDate.from)) return [];
      if (!isNever && step.otherwise !== undefined) return [];
      return [{ segments: [...at, 'untilDate', 'from'], received: step.untilDate.from }];
    case 'branch':
      // Without an event the default is taken, which may be meant.
      if (!isNever) return [];
      return step.branches.flatMap(({ condition }, index) =>
        listInCondition(condition, [...at, 'branches', index, 'condition']),
      );
    default:
      return [];
  }
}

function listInValues(
  values: Readonly<Record<string, ValueExpression>> | undefined,
  at: readonly PathSegment[],
  isNever: boolean,
): EventRead[] {
  return Object.entries(values ?? {}).flatMap(([name, value]) => listInValue(value, [...at, name], isNever));
}

/** A default is what somebody gives who knows that the value may be missing. */
function listInValue(
  value: ValueExpression | undefined,
  at: readonly PathSegment[],
  isNever: boolean,
): EventRead[] {
  if (!isObject(value) || typeof value['from'] !== 'string' || !isOfEvent(value['from'])) return [];
  if (!isNever && Object.hasOwn(value, 'default')) return [];
  return [{ segments: [...at, 'from'], received: value['from'] }];
}

function listInCondition(condition: Condition, at: readonly PathSegment[]): EventRead[] {
  if (checkCondition(condition, at).length > 0) return [];
  return findEventLeaves(condition, at).map((segments) => ({ segments }));
}

function isOfEvent(path: string): boolean {
  return path.startsWith('event.');
}
