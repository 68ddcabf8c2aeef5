/** Computed traits without the rows of an import. */
import { DAY } from '../base/time-units.ts';
import type { Program } from '../compile/program.ts';
import { updateComputed } from '../facts/update-computed.ts';
import { type ComputedState, createProfile, type Profile } from '../model/profile.ts';
import type { TimelineEntry } from '../model/timeline-entry.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { parseDuration, shiftByDuration } from '../time/duration.ts';
import { addExactly } from '../traits/add-exactly.ts';
import type { CompiledTrait } from '../traits/compile-trait.ts';
import { startDecision, startTurn } from './pending-decision.ts';

type Entry = TimelineEntry & { readonly touchpoint: Touchpoint };
type States = Readonly<Record<string, ComputedState>>;

export interface RecountBounds {
  readonly now: number;
  /** The timeline has everything that was received after it (epoch ms). */
  readonly since: number;
  /** The timeline has everything of the person. */
  readonly isWhole: boolean;
}

/**
 * Exact from the timeline where it has everything that the trait counts. Of an older person, counts and sums are exact too:
 * the rows are subtracted. `rows`: those that are not undone yet.
 */
export function recountWithout(
  profile: Profile,
  rows: readonly Entry[],
  others: readonly Entry[],
  program: Program,
  bounds: RecountBounds,
): { readonly computed: States; readonly recounted: number; readonly inexact: readonly string[] } {
  const imported = countAll(profile, rows, program, bounds.now);
  const ids = Object.keys(imported).filter((id) => program.traits.has(id));
  if (ids.length === 0) return { computed: profile.computed, recounted: 0, inexact: [] };
  const counted = countAll(profile, others, program, bounds.now);
  const computed: Record<string, ComputedState> = { ...profile.computed };
  const inexact: string[] = [];
  for (const id of ids) {
    const [trait, known, part] = [program.traits.get(id), computed[id], imported[id]];
    if (trait === undefined || known === undefined || part === undefined) continue;
    const next = isCovered(trait, bounds)
      ? { state: counted[id], isExact: true }
      : subtract(trait, known, part, counted[id]);
    if (!next.isExact) inexact.push(id);
    if (next.state === undefined) delete computed[id];
    else computed[id] = next.state;
  }
  return { computed, recounted: ids.length, inexact };
}

function countAll({ id }: Profile, entries: readonly Entry[], program: Program, now: number): States {
  const pending = startDecision(createProfile(id, now), program, now);
  for (const { touchpoint } of entries) {
    const { id: touchpointId, occurredAt } = touchpoint;
    const cause = { id: touchpointId, idTime: occurredAt, at: occurredAt, isLive: false };
    updateComputed(startTurn(pending, cause), touchpoint);
  }
  return pending.profile.computed;
}

/** A day earlier: what occurred in the window can have been received before it. */
function isCovered({ document }: CompiledTrait, { now, since, isWhole }: RecountBounds): boolean {
  if (isWhole) return true;
  const window = document.within === undefined ? undefined : parseDuration(document.within);
  return window !== undefined && shiftByDuration(now, window, -1) > since + DAY;
}

interface Subtracted {
  readonly state: ComputedState | undefined;
  readonly isExact: boolean;
}

function subtract(
  { document, aggregator }: CompiledTrait,
  known: ComputedState,
  part: ComputedState,
  counted: ComputedState | undefined,
): Subtracted {
  const isLifetime = document.within === undefined;
  if (isLifetime && document.function === 'count') {
    const count = (known.count ?? 0) - (part.count ?? 0);
    return { state: count > 0 ? { ...known, count } : undefined, isExact: true };
  }
  if (isLifetime && document.function === 'sum')
    return { state: { ...known, sum: addExactly(known.sum ?? 0, -(part.sum ?? 0)) }, isExact: true };
  const hasOneValue = known.values === undefined && known.items === undefined && known.window === undefined;
  // Another event gave the value that is kept: without the rows it is the same.
  if (isLifetime && hasOneValue && !isDecisive(known, part)) return { state: known, isExact: true };
  const state = hasOneValue || aggregator.takes !== 'scalar' ? (counted ?? known) : known;
  return { state, isExact: false };
}

function isDecisive(known: ComputedState, part: ComputedState): boolean {
  return known.at === part.at && JSON.stringify(known.value) === JSON.stringify(part.value);
}
