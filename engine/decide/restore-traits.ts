/** Traits without the statements of an import: each as the statement before, or as one that arrived later and lost. */
import type { Json } from '../base/json.ts';
import { measureJson } from '../base/measure-json.ts';
import { trimStated } from '../channels/addresses.ts';
import { channelDefinitions } from '../channels/channel-definitions.ts';
import { maxTraitLength } from '../model/limits.ts';
import type { Profile, StatedTrait } from '../model/profile.ts';
import type { TimelineEntry } from '../model/timeline-entry.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { compareScalars } from '../traits/compare-scalars.ts';

type Entry = TimelineEntry & { readonly touchpoint: Touchpoint };

/** An address counts only from some sources: what the profile had is known, what it would have taken is not. */
const addressTraits = new Set(
  Object.values(channelDefinitions).flatMap(({ addressTrait, listTrait }) => [addressTrait, listTrait]),
);

export function restoreTraits(
  profile: Profile,
  rows: readonly Entry[],
  others: readonly Entry[],
): { readonly traits: Profile['traits']; readonly restored: number; readonly removed: number } {
  const traits: Record<string, StatedTrait> = { ...profile.traits };
  const counts = { restored: 0, removed: 0 };
  for (const name of new Set(rows.flatMap(({ touchpoint }) => Object.keys(touchpoint.traits)))) {
    const own = rows.flatMap((row) => listStatement(row, name));
    const isOwn = (stated: StatedTrait) => own.some((each) => isSame(each, stated));
    const current = Object.hasOwn(traits, name) ? traits[name] : undefined;
    // A later statement is in force, or the import is undone already.
    if (current === undefined || !isOwn(current)) continue;
    const known = rows.flatMap(({ previous }) =>
      previous !== undefined && Object.hasOwn(previous, name) ? (previous[name] ?? []) : [],
    );
    const late = addressTraits.has(name) ? [] : others.flatMap((entry) => listStatement(entry, name));
    const [first, ...rest] = [...known, ...late].filter((stated) => !isOwn(stated));
    const before = first && rest.reduce((best, each) => (compareStated(each, best) > 0 ? each : best), first);
    if (before === undefined) delete traits[name];
    else traits[name] = before;
    counts[before === undefined || before.value === null ? 'removed' : 'restored'] += 1;
  }
  return { traits, ...counts };
}

function listStatement({ touchpoint, occurredAt: at }: Entry, name: string): StatedTrait[] {
  const stated: Json | undefined = Object.hasOwn(touchpoint.traits, name)
    ? touchpoint.traits[name]
    : undefined;
  if (stated === undefined || measureJson(stated) > maxTraitLength) return [];
  return [{ value: trimStated(name, stated), at }];
}

function isSame(left: StatedTrait, right: StatedTrait): boolean {
  return left.at === right.at && compareScalars(left.value, right.value) === 0;
}

function compareStated(left: StatedTrait, right: StatedTrait): number {
  return left.at - right.at || compareScalars(left.value, right.value);
}
