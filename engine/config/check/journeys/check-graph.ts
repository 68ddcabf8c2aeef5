/** The graph of a journey: every way leads somewhere, every step is reached, and no round goes by in no time. */
import type { JourneyDocument } from '../../../model/documents/journey-document.ts';
import type { Finding, PathSegment } from '../../problems/problem.ts';
import { formatSuggestion } from '../../problems/suggest-name.ts';
import { listWays } from '../../steps/step-validations.ts';
import { findWayBack } from '../find-way-back.ts';

/** With a way into nothing, what is reached and goes round cannot be told: those come once it is mended. */
export function checkGraph(journey: JourneyDocument): Finding[] {
  if (Object.keys(journey.steps).length === 0) {
    const remedy = 'A journey needs at least one step, such as { type: end }.';
    return [{ segments: ['steps'], received: journey.steps, remedy, code: 'missing' }];
  }
  const missing = findMissing(journey);
  return missing.length > 0 ? missing : [...findUnreachable(journey), ...findEndlessLoops(journey)];
}

function findMissing({ start, steps }: JourneyDocument): Finding[] {
  const targets: (readonly [string, readonly PathSegment[]])[] = [
    [start, ['start']],
    ...Object.entries(steps).flatMap(([id, step]) =>
      listWays(step).map(({ target, at }) => [target, ['steps', id, ...at]] as const),
    ),
  ];
  return targets.flatMap(([target, segments]): Finding[] => {
    if (Object.hasOwn(steps, target)) return [];
    const names = Object.keys(steps);
    const shown = names.length > 12 ? `${names.slice(0, 12).join(', ')}, ...` : names.join(', ');
    const suggestion = formatSuggestion(target, names);
    const remedy = `There is no step "${target}".${suggestion === '' ? ` Name one of ${shown}, or add it.` : suggestion}`;
    return [{ segments, received: target, remedy, code: 'unknown_reference' }];
  });
}

/** Ids of the steps that people can come to. */
function listReachable({ start, steps }: JourneyDocument): ReadonlySet<string> {
  const reached = new Set<string>();
  const waiting = [start];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const step = Object.hasOwn(steps, id) ? steps[id] : undefined;
    if (step === undefined || reached.has(id)) continue;
    reached.add(id);
    waiting.push(...listWays(step).map(({ target }) => target));
  }
  return reached;
}

function findUnreachable(journey: JourneyDocument): Finding[] {
  const reached = listReachable(journey);
  return Object.keys(journey.steps).flatMap((id): Finding[] => {
    if (reached.has(id)) return [];
    const remedy = `No way from "${journey.start}" leads to step "${id}": let a step name it as its next, or take it out.`;
    return [{ segments: ['steps', id], remedy, code: 'unreachable_step' }];
  });
}

/** One finding per loop: a loop that shares a step with one already told is mended with it, or told next time. */
function findEndlessLoops({ steps }: JourneyDocument): Finding[] {
  const told = new Set<string>();
  const fast = new Map(
    Object.entries(steps).map(([id, step]) => [
      id,
      listWays(step).flatMap(({ target, isSlow }) => (isSlow ? [] : [target])),
    ]),
  );
  return Object.keys(steps).flatMap((id): Finding[] => {
    const loop = told.has(id) ? undefined : findWayBack(id, (name) => fast.get(name) ?? []);
    if (loop === undefined || loop.some((name) => told.has(name))) return [];
    for (const name of loop) told.add(name);
    const remedy = `This goes round without a pause: ${loop.join(' → ')}. Put a wait of at least a minute on the way round (for: PT1M, or untilTime; a moment or date may be over, and a branch of a waitFor may be taken at once).`;
    return [{ segments: ['steps', id], remedy, code: 'endless_loop' }];
  });
}
