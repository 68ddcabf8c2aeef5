/** Warns of event values in a journey that people may enter without an event: they stay empty. */
import { omitAbsent } from '../../../base/omit-absent.ts';
import { listStepConditions, listStepReads } from '../../../journeys/steps/step-types.ts';
import type { JourneyDocument, JourneyStep } from '../../../model/documents/journey-document.ts';
import type { Finding, PathSegment } from '../../problems/problem.ts';
import { checkCondition, findEventLeaves } from '../check-conditions.ts';
import { findEventAtEntry } from './check-entry.ts';

/** Warnings: a step with an empty value may still be intended. */
export function warnEventValues({ steps, trigger }: JourneyDocument): Finding[] {
  const atEntry = findEventAtEntry(trigger);
  if (atEntry === 'always') return [];
  const isNever = atEntry === 'never';
  const remedy = isNever
    ? 'This value is always empty: people enter by a schedule, which has no event.'
    : 'This value is empty for people who enter by the passing of time, without an event: give a "default", or the "otherwise" of a wait.';
  return Object.entries(steps)
    .flatMap(([id, step]) => listEventReads(step, ['steps', id], isNever))
    .map(({ segments, received }) => ({
      segments,
      ...omitAbsent({ received }),
      remedy,
      code: 'unknown_variable' as const,
      severity: 'warning' as const,
    }));
}

interface EventRead {
  readonly segments: readonly PathSegment[];
  readonly received?: string;
}

/** A default is what an author gives who knows that the value may be missing. */
function listEventReads(step: JourneyStep, at: readonly PathSegment[], isNever: boolean): EventRead[] {
  const reads = listStepReads(step, new Map()).filter(
    ({ path, hasDefault }) => path.startsWith('event.') && (isNever || !hasDefault),
  );
  return [
    ...reads.map(({ path, at: below }) => ({ segments: [...at, ...below], received: path })),
    // A branch has a default, which may be meant for those without an event.
    ...(isNever ? listEventConditions(step, at) : []),
  ];
}

function listEventConditions(step: JourneyStep, at: readonly PathSegment[]): EventRead[] {
  return listStepConditions(step).flatMap(([condition, below]) => {
    const place = [...at, ...below];
    if (checkCondition(condition, place).length > 0) return [];
    return findEventLeaves(condition, place).map((segments) => ({ segments }));
  });
}
