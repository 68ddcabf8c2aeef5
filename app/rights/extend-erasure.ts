/** What an erasure finds after its plan was made: events that were on their way have written it. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { ErasurePlan, ErasureReceipt, LakeDays } from '../ports/erasure-receipts.ts';
import { findTrace, type TraceStores } from './find-trace.ts';
import { listTracedProfiles, nameKey } from './person-trace.ts';
import { planErasure } from './plan-erasure.ts';

/** A person, as it is traced at another time. */
interface Traced {
  readonly profileIds: readonly string[];
  readonly plan: ErasurePlan;
}

/**
 * Undefined: the plan has all that the profile and its timeline name. The table of identity keys is not scanned again: the
 * timeline has what is new.
 */
export async function findFurther(
  { scanner: _scanner, ...stores }: TraceStores,
  begun: ErasureReceipt & { readonly plan: ErasurePlan },
  profileId: string,
): Promise<ErasureReceipt | undefined> {
  const trace = await findTrace(profileId, stores);
  if (trace === undefined) return undefined;
  const found = { profileIds: listTracedProfiles(trace), plan: await planErasure(trace, stores.timeline) };
  const further = extendBySame(begun, found);
  return isLarger(further, begun) ? further : undefined;
}

/** A person whom a process has created again: the keys are removed, and not marked. */
export function extendByStray(begun: ErasureReceipt, plan: ErasurePlan, stray: Traced): ErasureReceipt {
  const { keys, ...rest } = stray.plan;
  const extended = extendPlan(begun, plan, { ...stray, plan: { ...rest, keys: [] } });
  return { ...extended, plan: { ...extended.plan, unbound: uniteKeys(plan.unbound ?? [], keys) } };
}

function extendBySame(begun: ErasureReceipt & { readonly plan: ErasurePlan }, found: Traced) {
  const { plan } = begun;
  const known = new Set((plan.unbound ?? []).map(nameKey));
  const keys = found.plan.keys.filter((key) => !known.has(nameKey(key)));
  return extendPlan(begun, plan, { ...found, plan: { ...found.plan, keys } });
}

function extendPlan(
  begun: ErasureReceipt,
  plan: ErasurePlan,
  found: Traced,
): ErasureReceipt & { readonly plan: ErasurePlan } {
  const places = [...plan.places, ...found.plan.places].map(
    (place) => [JSON.stringify(place), place] as const,
  );
  return {
    ...begun,
    profileIds: [...new Set([...begun.profileIds, ...found.profileIds])],
    plan: {
      ...plan,
      keys: uniteKeys(plan.keys, found.plan.keys),
      places: [...new Map(places).values()],
      ...uniteLake(plan.lake, found.plan.lake),
    },
  };
}

function uniteKeys(left: readonly IdentityKey[], right: readonly IdentityKey[]): readonly IdentityKey[] {
  return [...new Map([...left, ...right].map((key) => [nameKey(key), key] as const)).values()];
}

/** A plan without days has all of them. */
function uniteLake(
  left: LakeDays | undefined,
  right: LakeDays | undefined,
): { readonly lake?: LakeDays } | undefined {
  if (left === undefined || right === undefined) return undefined;
  const [messagesFrom] = [left.messagesFrom, right.messagesFrom].filter((day) => day !== undefined).sort();
  const isWhole = left.isWhole ?? right.isWhole;
  return {
    lake: {
      days: [...new Set([...left.days, ...right.days])].sort(),
      ...omitAbsent({ messagesFrom, isWhole }),
    },
  };
}

function isLarger(further: ErasureReceipt, { profileIds, plan }: ErasureReceipt): boolean {
  return measure(further.profileIds, further.plan) > measure(profileIds, plan);
}

/** Of what is listed, each once. */
function measure(profileIds: readonly string[], plan: ErasurePlan | undefined): number {
  const { keys = [], places = [], lake } = plan ?? {};
  const all = [...keys.map(nameKey), ...places.map((place) => JSON.stringify(place)), ...(lake?.days ?? [])];
  const { messagesFrom } = lake ?? {};
  return new Set([...profileIds, ...all, ...(messagesFrom === undefined ? [] : ['messages'])]).size;
}
