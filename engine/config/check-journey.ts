/** Checks of a journey beyond its shape: the graph, loops, and what its steps say. */
import type { JourneyDocument } from '../documents.ts';
import type { Finding } from './problem.ts';

export function checkJourney({ start, steps }: JourneyDocument): Finding[] {
  if (Object.hasOwn(steps, start)) return [];
  const remedy = `There is no step "${start}": name one of ${Object.keys(steps).join(', ')}.`;
  return [{ segments: ['start'], received: start, remedy, code: 'unknown_reference' }];
}
