/** Reads what a touchpoint states about its person, as in the Segment spec: in `traits` and in `context`. */

import { isObject, type Json, type JsonObject } from '../base/json.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { readId } from './read-id.ts';

/** Trait that keeps `context.timezone`, of the device: the person's own `timezone` comes first. */
export const deviceZoneTrait = 'device_timezone';

/** `context.traits` below `traits`; `context.timezone` as `device_timezone`, unless it is stated. */
export function readTraits({ traits, context }: Pick<Touchpoint, 'traits' | 'context'>): JsonObject {
  const { traits: common, timezone } = context;
  if (common === undefined && timezone === undefined) return traits;
  const stated: Record<string, Json> = { ...(isObject(common) ? common : {}), ...traits };
  if (typeof timezone === 'string' && timezone !== '' && timezone.length <= 64) {
    stated[deviceZoneTrait] ??= timezone;
  }
  return stated;
}

/** Numbers among external ids must be exact, as all ids; throws TouchpointInvalidError. Other mistakes leave a trace. */
export function checkExternalIds(externalIds: Json | undefined): void {
  if (!Array.isArray(externalIds)) return;
  for (const [index, external] of externalIds.entries()) {
    const id = isObject(external) ? external['id'] : undefined;
    if (typeof id === 'number') readId(id, `detail.context.externalIds.${index}.id`);
  }
}
