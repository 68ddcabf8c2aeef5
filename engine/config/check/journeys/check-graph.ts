/** Checks the graph of a journey: every transition has a target, every step is reachable, and no loop is endless. */
import type { JourneyDocument } from '../../../model/documents/journey-document.ts';
import type { Finding, PathSegment } from '../../problems/problem.ts';
import { formatSuggestion } from '../../problems/suggest-name.ts';
import { listWays } from '../../steps/step-validations.ts';
import { findWayBack } from '../find-way-back.ts';

/** Reachability and loops cannot be checked while a transition is dangling. */
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
    const remedy = `There is no step "${target}".${suggestion === '' ? ` Use one of ${shown}, or add the step.` : suggestion}`;
    return [{ segments, received: target, remedy, code: 'unknown_reference' }];
  });
}

/** Ids of the steps that people can reach. */
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
    const remedy = `Step "${id}" is not reachable from "${journey.start}": make it the next of a step, or remove it.`;
    return [{ segments: ['steps', id], remedy, code: 'unreachable_step' }];
  });
}

/**
 * One finding per loop: a loop that shares a step with a reported one may be fixed with it, else it is reported next
 * time.
 */
function findEndlessLoops({ steps }: JourneyDocument): Finding[] {
  const reported = new Set<string>();
  const fast = new Map(
    Object.entries(steps).map(([id, step]) => [
      id,
      listWays(step).flatMap(({ target, isSlow }) => (isSlow ? [] : [target])),
    ]),
  );
  return Object.keys(steps).flatMap((id): Finding[] => {
    const loop = reported.has(id) ? undefined : findWayBack(id, (name) => fast.get(name) ?? []);
    if (loop === undefined || loop.some((name) => reported.has(name))) return [];
    for (const name of loop) reported.add(name);
    const remedy = `This is an endless loop: ${loop.join(' → ')}. Add a wait of at least a minute to the loop (for: PT1M, or untilTime; a moment or date may be past, and a branch of a waitFor may be taken at once).`;
    return [{ segments: ['steps', id], remedy, code: 'endless_loop' }];
  });
}
