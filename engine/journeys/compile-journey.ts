/** Compiles journeys: the entry at once, each graph when the first person passes through it. */

import { omitAbsent } from '../base/omit-absent.ts';
import { compileCondition } from '../conditions/compile-condition.ts';
import { listLeaves } from '../conditions/fold-condition.ts';
import type { ComputedReader } from '../conditions/profile-shape.ts';
import { DocumentInvalidError } from '../model/document-invalid-error.ts';
import type { JourneyDocument, JourneyGraph, JourneyTrigger } from '../model/documents/journey-document.ts';
import type { Trigger } from '../model/documents/rule-document.ts';
import type { TraitDocument } from '../model/documents/trait-document.ts';
import type { PublishedJourney } from '../model/program-snapshot.ts';
import type { RequiredEquality } from '../patterns/compile-pattern.ts';
import { parseMoment } from '../time/calendar.ts';
import { compileDuration } from '../time/compile-duration.ts';
import type { CompiledTemplate } from '../turn/definitions.ts';
import { compileMatch } from './compile-match.ts';
import type { CompiledGraph, CompiledJourney, CompiledStep } from './compiled-journey.ts';
import { findVariant } from './find-variant.ts';
import { listEventFields } from './list-event-fields.ts';
import { compileStep, listStepConditions } from './steps/step-types.ts';

export interface JourneyContext {
  readonly computed: ComputedReader;
  readonly templates: ReadonlyMap<string, CompiledTemplate>;
}

/** Touchpoint by which people enter journeys whose trigger is `api`. */
export const enterEventName = 'Enter Journey';

/** Throws DocumentInvalidError or PatternInvalidError; for a graph only when it is first used. */
export function compileJourney(
  published: PublishedJourney,
  order: number,
  context: JourneyContext,
): CompiledJourney {
  const { document, version, earlier } = published;
  const { id, trigger, key, reentry } = document;
  const name = `journey/${id}`;
  const condition =
    document.condition === undefined
      ? undefined
      : compileCondition(document.condition, 'condition', { computed: context.computed });
  const interval = compileDuration(reentry?.interval, 'reentry.interval', name);
  const stopAt = readStopAt(document, name);
  const source = 'event' in trigger ? trigger.source : undefined;
  const documents: readonly JourneyGraph[] = [...earlier.map(({ graph }) => graph), document];
  return {
    id,
    origin: `journey:${id}`,
    order,
    required: [...requireTrigger(document), ...(condition?.required ?? [])],
    document,
    version,
    published,
    counters: [...(condition?.counters ?? []), ...documents.flatMap(listCounters)],
    ...omitAbsent({
      condition,
      interval,
      stopAt,
      source,
      keyPath: key?.split('.'),
    }),
    graphOf: createGraphs(published, name, context),
  };
}

/** Event names that trigger a rule or a journey; none when something else triggers it. */
export function listTriggerEvents(trigger: Trigger | JourneyTrigger): readonly string[] {
  if ('api' in trigger) return [enterEventName];
  if (!('event' in trigger)) return [];
  return typeof trigger.event === 'string' ? [trigger.event] : [...new Set(trigger.event)];
}

function requireTrigger({ id, trigger }: JourneyDocument): readonly RequiredEquality[] {
  if ('api' in trigger) return [{ path: ['properties', 'journey'], values: [id] }];
  return 'event' in trigger && trigger.source !== undefined
    ? [{ path: ['source'], values: [trigger.source] }]
    : [];
}

function readStopAt({ stopAt }: JourneyDocument, name: string): number | undefined {
  if (stopAt === undefined) return undefined;
  const moment = parseMoment(stopAt);
  if (moment !== undefined) return moment;
  const remedy = 'Write an ISO 8601 moment with its offset, such as 2026-12-24T18:00:00Z.';
  throw new DocumentInvalidError(name, 'stopAt', stopAt, remedy);
}

function createGraphs(
  { document, version, earlier }: PublishedJourney,
  name: string,
  context: JourneyContext,
): CompiledJourney['graphOf'] {
  const graphs = new Map<number, JourneyGraph>(earlier.map((one) => [one.version, one.graph]));
  graphs.set(version, document);
  const compiled = new Map<number, CompiledGraph>();
  return (wanted) => {
    const known = compiled.get(wanted);
    if (known !== undefined) return known;
    const graph = graphs.get(wanted);
    if (graph === undefined) return undefined;
    const made = compileGraph(graph, wanted, document.id, name, context);
    compiled.set(wanted, made);
    return made;
  };
}

function compileGraph(
  graph: JourneyGraph,
  version: number,
  journey: string,
  document: string,
  { computed, templates }: JourneyContext,
): CompiledGraph {
  const { key, start, exitOn = [], goal } = graph;
  const steps = Object.entries(graph.steps).map(([id, step]): [string, CompiledStep] => {
    const context = { id, document, path: `steps.${id}`, computed, key };
    return [id, compileStep(step, context)];
  });
  return {
    version,
    start,
    steps: new Map(steps),
    exits: exitOn.map((wanted, index) => compileMatch(wanted, `exitOn[${index}]`, key)),
    ...omitAbsent({ goal: goal === undefined ? undefined : compileMatch(goal, 'goal', key) }),
    eventFields: listEventFields(graph, templates),
    findVariant: (profileId, step) => findVariant(graph, journey, profileId, step),
  };
}

/** Counters must count from the publication of a graph, long before the first person passes through it. */
function listCounters({ steps }: JourneyGraph): readonly TraitDocument[] {
  return Object.values(steps)
    .flatMap(listStepConditions)
    .flatMap(([condition]) => listLeaves(condition))
    .flatMap(({ leaf }) => ('did' in leaf ? compileCondition(leaf).counters : []));
}
