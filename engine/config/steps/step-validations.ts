/** The parts of every step type that validation needs, besides its descriptor in engine/journeys/steps. */

import { listStepConditions, listStepReads } from '../../journeys/steps/step-types.ts';
import type { JourneyDocument, JourneyEvent, JourneyStep } from '../../model/documents/journey-document.ts';
import { checkCondition } from '../check/check-conditions.ts';
import { checkHeaders } from '../check/check-headers.ts';
import { checkScore, checkUrl, checkValues } from '../check/check-values.ts';
import { checkJourneyEvent } from '../check/journeys/check-entry.ts';
import { checkEmitted } from '../check/reserved-names.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';
import { listInCondition } from '../references/list-in-condition.ts';
import { listInPath } from '../references/list-in-path.ts';
import { listInEvent, type Reference } from '../references/reference.ts';
import { checkPercentages, checkWait } from './check-step-fields.ts';
import { lead, leadToNext, listWaitForWays, listWaitWays, type Way } from './list-ways.ts';

type At = readonly PathSegment[];
type StepOf<Type> = Extract<JourneyStep, { readonly type: Type }>;
type PlacedEvent = readonly [event: JourneyEvent, at: At];

interface StepValidation<Step extends JourneyStep> {
  /** Its transitions. */
  ways(step: Step): readonly Way[];
  /** Documents that it names by id; those in its values, conditions and events are found separately. */
  references(step: Step): readonly Reference[];
  /** Events and changes of segments that it matches. */
  events(step: Step): readonly PlacedEvent[];
  /** Checks of its other fields; `at`: its place in the journey. Conditions and events are checked separately. */
  check(step: Step, at: At): readonly Finding[];
}

const none = (): readonly never[] => [];

const validations: { readonly [Type in JourneyStep['type']]: StepValidation<StepOf<Type>> } = {
  send: {
    ways: leadToNext,
    references: ({ template }) => [{ kind: 'template', id: template, segments: ['template'] }],
    events: none,
    check: ({ score }, at) => checkScore(score, at),
  },
  update: {
    ways: leadToNext,
    references: none,
    events: none,
    check: ({ traits }, at) => checkValues(traits, [...at, 'traits']),
  },
  emit: {
    ways: leadToNext,
    references: none,
    events: none,
    check: ({ event, properties }, at) => [
      ...checkEmitted(event, [...at, 'event']),
      ...checkValues(properties, [...at, 'properties']),
    ],
  },
  webhook: {
    ways: leadToNext,
    references: none,
    events: none,
    check: (step, at) => [
      ...checkUrl(step.url, [...at, 'url']),
      ...checkHeaders(step, [...at, 'headers']),
      ...checkValues(step.body, [...at, 'body']),
    ],
  },
  enter: {
    ways: leadToNext,
    references: ({ journey }) => [{ kind: 'journey', id: journey, segments: ['journey'] }],
    events: none,
    check: ({ properties }, at) => checkValues(properties, [...at, 'properties']),
  },
  end: { ways: none, references: none, events: none, check: none },
  wait: { ways: listWaitWays, references: none, events: none, check: checkWait },
  waitFor: {
    ways: listWaitForWays,
    references: none,
    events: ({ branches }) => branches.map((branch, index) => [branch, ['branches', index]]),
    check: none,
  },
  branch: {
    ways: (step) => [
      ...step.branches.map(({ next }, index) => lead(next, ['branches', index, 'next'])),
      lead(step.default, ['default']),
    ],
    references: none,
    events: none,
    check: none,
  },
  split: {
    ways: ({ paths }) => paths.map(({ next }, index) => lead(next, ['paths', index, 'next'])),
    references: none,
    events: none,
    check: ({ paths }, at) => checkPercentages(paths, at),
  },
  holdout: { ways: leadToNext, references: none, events: none, check: none },
};

export function listWays(step: JourneyStep): readonly Way[] {
  return find(step).ways(step);
}

/** Which other documents a step names. `at`: its place in the journey. */
export function listInStep(step: JourneyStep, at: At): readonly Reference[] {
  const named = find(step).references(step);
  return [
    ...named.map((reference) => ({ ...reference, segments: [...at, ...reference.segments] })),
    ...listStepReads(step, new Map()).flatMap((read) => listInPath(read.path, [...at, ...read.at])),
    ...listStepConditions(step).flatMap(([condition, below]) =>
      listInCondition(condition, [...at, ...below]),
    ),
    ...listStepEvents(step).flatMap(([event, below]) => listInEvent(event, [...at, ...below])),
  ];
}

/** Events and changes of segments that a step matches, with their places in it. */
export function listStepEvents(step: JourneyStep): readonly PlacedEvent[] {
  return find(step).events(step);
}

export function checkStep(step: JourneyStep, at: At, { key }: JourneyDocument): readonly Finding[] {
  return [
    ...find(step).check(step, at),
    ...listStepConditions(step).flatMap(([condition, below]) => checkCondition(condition, [...at, ...below])),
    ...listStepEvents(step).flatMap(([event, below]) => checkJourneyEvent(event, [...at, ...below], key)),
  ];
}

/** The record pairs each type with its part, which TypeScript cannot follow through an index access. */
function find(step: JourneyStep): StepValidation<JourneyStep> {
  return validations[step.type] as StepValidation<JourneyStep>;
}
