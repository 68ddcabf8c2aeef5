/** Leaves traces of ids in a touchpoint that could not be used, and of a broken contract. */

import { isObject, type Json } from '../base/json.ts';
import type { TouchpointInput } from '../model/decision.ts';
import { readStated } from '../model/profile.ts';
import type { IdentityType, Touchpoint } from '../model/touchpoint.ts';
import { maxExternalIds, readExternalId, reservedTypes } from '../touchpoint/identity-keys.ts';
import { addTrace, type Turn } from '../turn/turn.ts';

/** Nothing is dropped without a trace: malformed ids, ids of other people, aliases. */
export function noteIdentity(turn: Turn, { touchpoint, taken, breach, ignored = [] }: TouchpointInput): void {
  if (breach !== undefined)
    addTrace(turn, `event:${breach[0]}`, 'keep', 'contract_breached', { note: breach[1] });
  const { externalIds } = touchpoint.context;
  const problem = externalIds === undefined ? undefined : findProblem(externalIds);
  if (problem !== undefined) addTrace(turn, 'identity', 'keep', 'invalid_value', { note: problem });
  if (touchpoint.type === 'alias' && taken?.includes('userId'))
    addTrace(turn, 'identity', 'keep', 'alias_not_applied');
  for (const [index, { kind, note }] of ignored.entries()) {
    // A touchpoint may state several such ids of a kind.
    const isFirst = ignored.findIndex((one) => one.kind === kind && one.note === note) === index;
    if (note !== undefined && isFirst)
      addTrace(turn, `identity:${kind}`, 'keep', 'identity_ignored', { note });
  }
  for (const type of new Set(taken)) {
    if (isNews(turn, touchpoint, type)) addTrace(turn, `identity:${type}`, 'keep', 'identity_taken');
  }
}

/** Two people may share a device for years: a line for each of their events would add no information. */
function isNews({ profile }: Turn, { type, traits }: Touchpoint, taken: IdentityType): boolean {
  if (type === 'identify') return true;
  if (taken !== 'email' && taken !== 'phone') return false;
  return traits[taken] !== undefined && traits[taken] !== readStated(profile, taken);
}

function findProblem(externalIds: Json): string | undefined {
  if (externalIds === null) return undefined;
  if (!Array.isArray(externalIds)) return 'context.externalIds is a list of { id, type }';
  const odd = externalIds.findIndex((external) => readExternalId(external) === undefined);
  if (odd >= 0)
    return `context.externalIds.${odd}: { id, type } with texts${describeReserved(externalIds[odd])}`;
  return externalIds.length > maxExternalIds
    ? `context.externalIds: the first ${maxExternalIds} count`
    : undefined;
}

function describeReserved(external: Json | undefined): string {
  const type = isObject(external) ? external['type'] : undefined;
  return typeof type === 'string' && reservedTypes.includes(type.trim())
    ? `, "${type.trim()}" is no type`
    : '';
}
