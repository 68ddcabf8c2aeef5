/** The variant of a message: which path of the nearest split before it the person has taken. */

import { isObject } from '../base/json.ts';
import type { JourneyGraph } from '../model/documents/journey-document.ts';
import { choosePath } from './steps/draw-share.ts';

/** `<split step>.<first step of the path>`; undefined for a step that no split leads to. Nothing is stored: draws are stable. */
export function findVariant(
  { steps }: Pick<JourneyGraph, 'steps'>,
  journey: string,
  profileId: string,
  wanted: string,
): string | undefined {
  let nearest: { readonly variant: string; readonly distance: number } | undefined;
  for (const [id, step] of Object.entries(steps)) {
    if (step.type !== 'split') continue;
    const next = choosePath(step.paths, profileId, journey, id);
    const distance = measureDistance(steps, next, wanted);
    if (distance !== undefined && (nearest === undefined || distance < nearest.distance)) {
      nearest = { variant: `${id}.${next}`, distance };
    }
  }
  return nearest?.variant;
}

/** Steps from one to the other on the shortest way; undefined when none leads there. */
function measureDistance(steps: JourneyGraph['steps'], from: string, to: string): number | undefined {
  const seen = new Set([from]);
  let distance = 0;
  for (let layer = [from]; layer.length > 0; distance++) {
    if (layer.includes(to)) return distance;
    const following = layer.flatMap((id) => (Object.hasOwn(steps, id) ? listTargets(steps[id]) : []));
    layer = [...new Set(following)].filter((id) => !seen.has(id));
    for (const id of layer) seen.add(id);
  }
  return undefined;
}

/** Every way out of a step is written as `next` or `otherwise`. */
function listTargets(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(listTargets);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'string' ? (key === 'next' || key === 'otherwise' ? [inner] : []) : listTargets(inner),
  );
}
