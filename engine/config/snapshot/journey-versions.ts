/** Versions of a journey: the graph that people inside use after an edit, and who is moved to the new one. */

import { omitAbsent } from '../../base/omit-absent.ts';
import { isWaitingStep } from '../../journeys/steps/step-types.ts';
import type { JourneyDocument, JourneyGraph } from '../../model/documents/journey-document.ts';
import type { PublishedJourney } from '../../model/program-snapshot.ts';
import { listWays } from '../steps/step-validations.ts';
import { serializeSorted } from './serialize-sorted.ts';

export type StepMap = Readonly<Record<string, string | null>>;

/** A graph that may have people inside. */
export interface VersionGraph {
  readonly version: number;
  readonly graph: JourneyGraph;
}

/**
 * The journey as the next program holds it. An unchanged graph keeps its version. A changed graph gets the next version,
 * and the old one stays for people inside, unless there is a step map: a map retires every earlier graph. So it moves
 * no one again while the graph is unchanged, and everyone again when the graph changes under the same map.
 * explainVersions validates the edit before.
 */
export function versionJourney(
  document: JourneyDocument,
  previous: PublishedJourney | undefined,
): PublishedJourney {
  if (previous === undefined)
    return { document, version: 1, earlier: [], moves: [], ...noteUse(document, true) };
  const retired = listRetired(document, previous);
  const version = countVersion(document, previous);
  const { moves } = previous;
  if (document.stepMap === undefined || retired.length === 0) {
    const isFresh = !isSameGraph(document, previous) || previous.isUnused === true;
    return { document, version, earlier: retired, moves, ...noteUse(document, isFresh) };
  }
  const steps = completeMap(document.stepMap, document, retired, previous);
  return { document, version, earlier: [], moves: [...moves, { to: version, steps }] };
}

/** Graphs before the document's own that may have people inside, oldest first. */
export function listRetired(document: JourneyDocument, previous: PublishedJourney): readonly VersionGraph[] {
  if (isSameGraph(document, previous) || previous.isUnused === true) return previous.earlier;
  return [...previous.earlier, { version: previous.version, graph: selectGraph(previous.document) }];
}

/**
 * Steps of a graph at which people may be: where it makes people wait, where a map has moved them, and in a pause also
 * the next steps of those whose event arrived.
 */
export function listPlaces(
  { version, graph }: VersionGraph,
  { moves, document }: PublishedJourney,
): string[] {
  const isHalted = document.status !== 'live';
  const waiting = Object.entries(graph.steps).flatMap(([id, step]) => {
    if (!isWaitingStep(step)) return [];
    return isHalted ? [id, ...listWays(step).flatMap((way) => (way.isBySignal ? [way.target] : []))] : [id];
  });
  const targets = moves.filter(({ to }) => to === version).flatMap(({ steps }) => Object.values(steps));
  const places = [...waiting, ...targets.filter((id) => id !== null)];
  return [...new Set(places)].filter((id) => Object.hasOwn(graph.steps, id));
}

/** The part that people inside keep. */
export function selectGraph({ start, steps, key, exitOn, goal }: JourneyGraph): JourneyGraph {
  return omitAbsent<JourneyGraph>({ start, steps, key, exitOn, goal });
}

/** `isFresh`: no one was inside this version before. */
function noteUse({ status }: JourneyDocument, isFresh: boolean): Pick<PublishedJourney, 'isUnused'> {
  return omitAbsent({ isUnused: isFresh && status !== 'live' ? true : undefined });
}

function countVersion(document: JourneyDocument, previous: PublishedJourney): number {
  return isSameGraph(document, previous) ? previous.version : previous.version + 1;
}

function isSameGraph(document: JourneyDocument, { document: before }: PublishedJourney): boolean {
  return serializeSorted(selectGraph(document)) === serializeSorted(selectGraph(before));
}

/**
 * People are moved when they are next processed, perhaps after further versions. So a step that keeps its id but becomes
 * one at which no one waits is recorded: the next map must then say where its people go.
 */
function completeMap(
  stepMap: StepMap,
  { steps }: JourneyGraph,
  retired: readonly VersionGraph[],
  previous: PublishedJourney,
): StepMap {
  const unnamed = retired
    .flatMap((version) => listPlaces(version, previous))
    .filter((id) => !Object.hasOwn(stepMap, id) && steps[id] !== undefined && !isWaitingStep(steps[id]));
  return { ...stepMap, ...Object.fromEntries(unnamed.map((id) => [id, id])) };
}
