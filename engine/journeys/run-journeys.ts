/** Journeys and what happens: exits and goals, branches of waitFor, entries. */
import type { Turn } from '../turn.ts';
import type { Happening } from './compiled-journey.ts';

/** Exits and goals first, then those who wait for it, then those who come in. */
export function runJourneys(turn: Turn, happening: Happening): void {
  runExits(turn, happening);
}

/** Exits and goals alone: also what happened long ago takes people out. */
export function runExits(_turn: Turn, _happening: Happening): void {}
