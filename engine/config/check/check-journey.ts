/** Checks a journey beyond its shape: the graph, entry and exits, and its steps. */
import type { JourneyDocument } from '../../model/documents/journey-document.ts';
import type { Finding } from '../problems/problem.ts';
import { checkStep } from '../steps/step-validations.ts';
import { checkEntry } from './journeys/check-entry.ts';
import { checkGraph } from './journeys/check-graph.ts';
import { warnEventValues } from './journeys/warn-event-values.ts';
import { warnKeys } from './journeys/warn-keys.ts';
import { warnOwnEntries } from './warn-own-events.ts';

export function checkJourney(journey: JourneyDocument): Finding[] {
  const findings = [
    ...checkEntry(journey),
    ...checkGraph(journey),
    ...Object.entries(journey.steps).flatMap(([id, step]) => checkStep(step, ['steps', id], journey)),
    ...warnEventValues(journey),
    ...warnOwnEntries(journey),
  ];
  // Without a readable key there is nothing to compare.
  const isRefused = findings.some(({ severity }) => severity !== 'warning');
  return isRefused ? findings : [...findings, ...warnKeys(journey)];
}
