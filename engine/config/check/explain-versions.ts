/** Checks whether a journey can be published beside the versions that have people inside. */

import type { JourneyDocument } from '../../model/documents/journey-document.ts';
import type { PublishedJourney } from '../../model/program-snapshot.ts';
import type { Finding } from '../problems/problem.ts';
import { formatSuggestion } from '../problems/suggest-name.ts';
import { listPlaces, listRetired, type StepMap, type VersionGraph } from '../snapshot/journey-versions.ts';

/** Maximum number of earlier graphs that a program keeps per journey. */
export const maxEarlierGraphs = 20;

/** A map's targets are always checked; its sources, against the published program. */
export function explainVersions(
  document: JourneyDocument,
  previous: PublishedJourney | undefined,
): Finding[] {
  const { stepMap } = document;
  const retired = previous === undefined ? [] : listRetired(document, previous);
  if (stepMap === undefined) return explainCount(document, retired);
  const targets = explainTargets(stepMap, document);
  // No one is moved, and a map that is already applied may stay.
  if (previous === undefined || retired.length === 0) return targets;
  return [
    ...targets,
    ...explainSources(stepMap, previous, retired),
    ...explainRemoved(stepMap, document, previous, retired),
  ];
}

function explainCount(document: JourneyDocument, retired: readonly VersionGraph[]): Finding[] {
  if (retired.length <= maxEarlierGraphs) return [];
  const remedy = `People may still be inside ${retired.length} earlier versions of "${document.id}", but at most ${maxEarlierGraphs} are kept: write a stepMap to move the people inside.`;
  return [{ segments: ['stepMap'], remedy, code: 'too_many_versions' }];
}

function explainTargets(stepMap: StepMap, { steps }: JourneyDocument): Finding[] {
  return Object.entries(stepMap).flatMap(([source, target]): Finding[] => {
    if (target === null || Object.hasOwn(steps, target)) return [];
    const suggestion = formatSuggestion(target, Object.keys(steps));
    const remedy = `There is no step "${target}" to move people to.${suggestion} Use a step id, or null to let them leave.`;
    return [{ segments: ['stepMap', source], received: target, remedy, code: 'unknown_reference' }];
  });
}

function explainSources(
  stepMap: StepMap,
  { moves, document }: PublishedJourney,
  retired: readonly VersionGraph[],
): Finding[] {
  // Sources of earlier maps are no mistake: a map may stay in the document.
  const known = new Set([
    ...retired.flatMap(({ graph }) => Object.keys(graph.steps)),
    ...moves.flatMap(({ steps }) => Object.keys(steps)),
    // A version that no one was inside is not retired, but naming its steps is no mistake.
    ...Object.keys(document.steps),
  ]);
  return Object.keys(stepMap).flatMap((source): Finding[] => {
    if (known.has(source)) return [];
    const suggestion = formatSuggestion(source, known);
    const remedy = `No earlier version has a step "${source}".${suggestion} Remove this line, or name a step at which people may wait.`;
    return [{ segments: ['stepMap', source], received: source, remedy, code: 'unknown_reference' }];
  });
}

/** One finding per removed step, with the newest version that has it. */
function explainRemoved(
  stepMap: StepMap,
  { steps }: JourneyDocument,
  previous: PublishedJourney,
  retired: readonly VersionGraph[],
): Finding[] {
  const removed = new Map<string, number>();
  for (const version of retired) {
    for (const id of listPlaces(version, previous)) {
      if (!Object.hasOwn(stepMap, id) && !Object.hasOwn(steps, id)) removed.set(id, version.version);
    }
  }
  return [...removed].map(([id, version]): Finding => {
    const suggestion = formatSuggestion(id, Object.keys(steps));
    const remedy = `People may wait at step "${id}" of version ${version}, which is removed: map it in stepMap (${id}: <step>, or null to let them leave).${suggestion}`;
    return { segments: ['stepMap'], received: id, remedy, code: 'step_removed' };
  });
}
