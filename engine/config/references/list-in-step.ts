/** Which other documents a step of a journey names. */
import type { JourneyEvent, JourneyStep } from '../../model/documents/journey-document.ts';
import type { PathSegment } from '../problems/problem.ts';
import { listInCondition } from './list-in-condition.ts';
import type { Reference } from './list-values.ts';
import { listInPath, listInValue, listInValues } from './list-values.ts';

export function listInStep(step: JourneyStep, at: readonly PathSegment[]): Reference[] {
  switch (step.type) {
    case 'send':
      return [
        { kind: 'template', id: step.template, segments: [...at, 'template'] },
        ...listInValue(step.score, [...at, 'score']),
      ];
    case 'enter':
      return [
        { kind: 'journey', id: step.journey, segments: [...at, 'journey'] },
        ...listInValues(step.properties, [...at, 'properties']),
      ];
    case 'update':
      return listInValues(step.traits, [...at, 'traits']);
    case 'emit':
      return listInValues(step.properties, [...at, 'properties']);
    case 'webhook':
      return listInValues(step.body, [...at, 'body']);
    case 'wait':
      return 'untilDate' in step ? listInPath(step.untilDate.from, [...at, 'untilDate', 'from']) : [];
    case 'waitFor':
      return step.branches.flatMap((branch, index) => listInEvent(branch, [...at, 'branches', index]));
    case 'branch':
      return step.branches.flatMap(({ condition }, index) =>
        listInCondition(condition, [...at, 'branches', index, 'condition']),
      );
    case 'split':
    case 'holdout':
    case 'end':
      return [];
  }
}

/** An event, or a change of a segment, that a journey looks for. */
export function listInEvent(event: JourneyEvent, at: readonly PathSegment[]): Reference[] {
  return 'segment' in event ? [{ kind: 'segment', id: event.segment, segments: [...at, 'segment'] }] : [];
}
