/** Warns when a document that is needed by an earlier version of a journey, with people inside, is no longer live. */

import type { JourneyDocument } from '../../model/documents/journey-document.ts';
import type { PublishedJourney } from '../../model/program-snapshot.ts';
import type { Finding } from '../problems/problem.ts';
import { listInEvent, type Reference } from '../references/reference.ts';
import { listRetired, type VersionGraph } from '../snapshot/journey-versions.ts';
import { listInStep } from '../steps/step-validations.ts';

/** Warnings: removing the template may be intended. `isLive`: of a label such as `template/hello`. */
export function warnEarlierVersions(
  document: JourneyDocument,
  previous: PublishedJourney | undefined,
  isLive: (label: string) => boolean,
): Finding[] {
  if (previous === undefined || document.stepMap !== undefined) return [];
  const missing = new Map<string, { readonly reference: Reference; readonly version: number }>();
  for (const { version, graph } of listRetired(document, previous)) {
    for (const reference of listInGraph(graph)) {
      const label = `${reference.kind}/${reference.id}`;
      if (!isLive(label)) missing.set(label, { reference, version });
    }
  }
  return [...missing.values()].map(({ reference: { kind, id }, version }) => ({
    segments: ['steps'],
    received: id,
    remedy: `People may still be inside version ${version}, which needs ${kind} "${id}", but that is not live. Keep it live until they have left, or move them with a stepMap.`,
    code: 'reference_not_live',
    severity: 'warning',
  }));
}

function listInGraph({ steps, exitOn = [], goal }: VersionGraph['graph']): Reference[] {
  return [
    ...Object.entries(steps).flatMap(([id, step]) => listInStep(step, ['steps', id])),
    ...exitOn.flatMap((event, index) => listInEvent(event, ['exitOn', index])),
    ...(goal === undefined ? [] : listInEvent(goal, ['goal'])),
  ];
}
