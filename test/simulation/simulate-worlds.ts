/** Plays the stories of many seeds and adds up what was reached and what was broken. */
import { checkWorld } from './check.ts';
import { generateStory } from './generate.ts';
import { playStory } from './run.ts';

export interface SimulationReport {
  readonly worlds: number;
  readonly steps: number;
  /** Faults, deaths, deliveries and the like, over all worlds. */
  readonly counts: Readonly<Record<string, number>>;
  /** Rule → seeds that break it. */
  readonly failures: ReadonlyMap<string, readonly number[]>;
  readonly seconds: number;
}

export async function simulateWorlds(options: {
  readonly from: number;
  readonly seeds: number;
  readonly stopsAtFirst?: boolean;
}): Promise<SimulationReport> {
  const { from, seeds, stopsAtFirst = false } = options;
  const begun = performance.now();
  const counts: Record<string, number> = {};
  const failures = new Map<string, number[]>();
  let steps = 0;
  let worlds = 0;
  // Thousands of errors are thrown on purpose, and their stacks are not read.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  for (let seed = from; seed < from + seeds && !(stopsAtFirst && failures.size > 0); seed++) {
    const played = await playStory(generateStory(seed));
    worlds += 1;
    steps += played.steps;
    for (const [what, quantity] of Object.entries(played.counts)) {
      counts[what] = (counts[what] ?? 0) + quantity;
    }
    const rules = new Set((await checkWorld(played)).map(({ rule }) => rule));
    for (const rule of rules) failures.set(rule, [...(failures.get(rule) ?? []), seed]);
  }
  Error.stackTraceLimit = stackTraceLimit;
  return { worlds, steps, counts, failures, seconds: (performance.now() - begun) / 1000 };
}
