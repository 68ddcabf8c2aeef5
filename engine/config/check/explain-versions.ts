/** What speaks against publishing a journey beside the version that people are inside of. */

import type { JourneyDocument } from '../../model/documents/journey-document.ts';
import type { PublishedJourney } from '../../model/program-snapshot.ts';
import type { Finding } from '../problems/problem.ts';
import { formatSuggestion } from '../problems/suggest-name.ts';
import { listPlaces, listRetired, type StepMap, type VersionGraph } from '../snapshot/journey-versions.ts';

/** Graphs besides the newest that a program carries for one journey. */
export const maxEarlierGraphs = 20;

/** A map's targets are checked always; what it moves, against the program in force. */
export function explainVersions(
  document: JourneyDocument,
  previous: PublishedJourney | undefined,
): Finding[] {
  const { stepMap } = document;
  const retired = previous === undefined ? [] : listRetired(document, previous);
  if (stepMap === undefined) return explainCount(document, retired);
  const targets = explainTargets(stepMap, document);
  // Nobody is moved, and a map that has done its work may stay.
  if (previous === undefined || retired.length === 0) return targets;
  return [
    ...targets,
    ...explainSources(stepMap, previous, retired),
    ...explainVanished(stepMap, document, previous, retired),
  ];
}

function explainCount(document: JourneyDocument, retired: readonly VersionGraph[]): Finding[] {
  if (retired.length <= maxEarlierGraphs) return [];
  const remedy = `People may still be inside ${retired.length} earlier versions of "${document.id}", and at most ${maxEarlierGraphs} are kept: write a stepMap, so that people inside move.`;
  return [{ segments: ['stepMap'], remedy, code: 'too_many_versions' }];
}

function explainTargets(stepMap: StepMap, { steps }: JourneyDocument): Finding[] {
  return Object.entries(stepMap).flatMap(([source, target]): Finding[] => {
    if (target === null || Object.hasOwn(steps, target)) return [];
    const suggestion = formatSuggestion(target, Object.keys(steps));
    const remedy = `There is no step "${target}" to move people to.${suggestion} Name a step, or null to let them leave.`;
    return [{ segments: ['stepMap', source], received: target, remedy, code: 'unknown_reference' }];
  });
}

function explainSources(
  stepMap: StepMap,
  { moves, document }: PublishedJourney,
  retired: readonly VersionGraph[],
): Finding[] {
  // Sources of maps used before are no slips: a map may stay in the document.
  const known = new Set([
    ...retired.flatMap(({ graph }) => Object.keys(graph.steps)),
    ...moves.flatMap(({ steps }) => Object.keys(steps)),
    // A version that nobody was inside is not retired, but naming its steps is no mistake.
    ...Object.keys(document.steps),
  ]);
  return Object.keys(stepMap).flatMap((source): Finding[] => {
    if (known.has(source)) return [];
    const suggestion = formatSuggestion(source, known);
    const remedy = `No earlier version has a step "${source}".${suggestion} Take this line out, or name a step that people may stand on.`;
    return [{ segments: ['stepMap', source], received: source, remedy, code: 'unknown_reference' }];
  });
}

/** One finding per step that is gone, with the newest version that has it. */
function explainVanished(
  stepMap: StepMap,
  { steps }: JourneyDocument,
  previous: PublishedJourney,
  retired: readonly VersionGraph[],
): Finding[] {
  const gone = new Map<string, number>();
  for (const version of retired) {
    for (const id of listPlaces(version, previous)) {
      if (!Object.hasOwn(stepMap, id) && !Object.hasOwn(steps, id)) gone.set(id, version.version);
    }
  }
  return [...gone].map(([id, version]): Finding => {
    const suggestion = formatSuggestion(id, Object.keys(steps));
    const remedy = `People may stand on step "${id}" of version ${version}, which is gone: say in stepMap where they go (${id}: <step>, or null to let them leave).${suggestion}`;
    return { segments: ['stepMap'], received: id, remedy, code: 'step_vanished' };
  });
}
