/**
 * The state of a person who had two profiles: each part is what one profile would have, had it received everything that
 * both received. Where that is undecidable the result is the stricter one: docs/adr/0081. Pure.
 */

import { uniteMemberships } from '../accounts/memberships.ts';
import { earliest } from '../base/earliest.ts';
import { measureJson } from '../base/measure-json.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import { uniteDevices } from '../channels/devices.ts';
import { foldConsent } from '../channels/fold-consent.ts';
import { isWeakened } from '../channels/weak-moment.ts';
import {
  maxReachedLately,
  maxSessions,
  maxStatedTraits,
  maxTouches,
  maxTraitLength,
  maxTraitsLength,
} from '../model/limits.ts';
import {
  type Consent,
  hasAbsorbed,
  type Profile,
  readIdHash,
  type StatedTrait,
  type Suppression,
} from '../model/profile.ts';
import { compareScalars } from '../traits/compare-scalars.ts';
import type { CompiledTrait } from '../traits/compile-trait.ts';
import { uniteReleasedKeys } from './released-keys.ts';
import { uniteComputed } from './unite-computed.ts';
import { uniteFirings, uniteWindows } from './unite-firings.ts';
import { type RuleLimits, type SentMessages, uniteHeld } from './unite-held.ts';
import { uniteJourneys } from './unite-journeys.ts';

const nothing: ReadonlySet<string> = new Set();
const nothingSent: SentMessages = { byOne: nothing, byOther: nothing };

/** By id; one that the program does not know is not united. */
export type FindTrait = (id: string) => CompiledTrait | undefined;

/** What a merge reads of the program. */
export interface MergeDefinitions {
  readonly traits: ReadonlyMap<string, CompiledTrait>;
  readonly limited: RuleLimits;
}

export interface MergeFacts {
  /** Instances that the merge ends in its turn. */
  readonly ending?: ReadonlySet<string>;
  /** By the survivor (`byOne`), and by the other one. */
  readonly sent?: SentMessages;
}

/**
 * `absorbed` was marked as merged into `survivor` (`mergedInto`) and does not change any more. The result has the
 * survivor's id and version; the next decision writes it. The same object when it was merged before.
 * `now` in epoch ms.
 */
export function mergeProfiles(
  survivor: Profile,
  absorbed: Profile,
  { traits, limited }: MergeDefinitions,
  now: number,
  { ending = nothing, sent = nothingSent }: MergeFacts = {},
): Profile {
  if (hasAbsorbed(survivor, absorbed.id)) return survivor;
  const [, at = now] = absorbed.mergedInto ?? [];
  const wakeAt = earliest(survivor.wakeAt, absorbed.wakeAt);
  const dedupWatermark = latestOf(survivor.dedupWatermark, absorbed.dedupWatermark);
  const drawnAs = findDrawnAs(survivor, absorbed);
  const united = uniteJourneys(survivor, absorbed, now, ending);
  const { journeys } = united;
  const { mergedInto: _none, isAnonymous, ...kept } = survivor;
  return {
    ...kept,
    createdAt: Math.min(survivor.createdAt, absorbed.createdAt),
    lastSeenAt: Math.max(survivor.lastSeenAt, absorbed.lastSeenAt),
    ...omitAbsent({ userId: survivor.userId ?? absorbed.userId }),
    ...omitAbsent({ isAnonymous: absorbed.isAnonymous && isAnonymous }),
    traits: limitTraits(uniteRecords(survivor.traits, absorbed.traits, pickTrait), survivor.traits),
    computed: uniteRecords(survivor.computed, absorbed.computed, (left, right, id) => {
      const trait = traits.get(id);
      return trait === undefined ? uniteWindows(id, left, right) : uniteComputed(trait, left, right, now);
    }),
    segments: uniteRecords(survivor.segments, absorbed.segments, pickMembership),
    consents: uniteRecords(survivor.consents, absorbed.consents, uniteConsents),
    suppressions: uniteRecords(survivor.suppressions, absorbed.suppressions, pickSuppression),
    ...omitAbsent({ sessions: uniteOptional(survivor.sessions, absorbed.sessions, uniteSessions) }),
    ...omitAbsent({ accounts: uniteOptional(survivor.accounts, absorbed.accounts, uniteMemberships) }),
    ...omitAbsent({ devices: uniteDevices(survivor, absorbed) }),
    ruleFirings: uniteRecords(survivor.ruleFirings, absorbed.ruleFirings, uniteFirings),
    ...united,
    held: uniteHeld(survivor, absorbed, journeys, limited, sent),
    contacts: [...survivor.contacts, ...absorbed.contacts].sort(compareContacts),
    campaignRuns: limitRuns(uniteRecords(survivor.campaignRuns, absorbed.campaignRuns, pickLater)),
    touches: [...survivor.touches, ...absorbed.touches].sort((a, b) => a.at - b.at).slice(-maxTouches),
    processedEvents: uniteProcessed(survivor.processedEvents, absorbed.processedEvents),
    ...omitAbsent({
      releasedKeys: uniteOptional(survivor.releasedKeys, absorbed.releasedKeys, uniteReleasedKeys),
    }),
    ...omitAbsent({ dedupWatermark, wakeAt, drawnAs }),
    ...omitAbsent({
      apart: uniteOptional(survivor.apart, absorbed.apart, (left, right) => [...left, ...right]),
    }),
    absorbed: [...(survivor.absorbed ?? []), ...(absorbed.absorbed ?? []), [absorbed.id, at]],
  };
}

/** The id of the older one stays: a person keeps the paths of splits, and stays in the control group or out of it. */
function findDrawnAs(survivor: Profile, absorbed: Profile): string | undefined {
  const isOlder =
    absorbed.createdAt < survivor.createdAt ||
    (absorbed.createdAt === survivor.createdAt && absorbed.id < survivor.id);
  return isOlder ? (absorbed.drawnAs ?? absorbed.id) : survivor.drawnAs;
}

function uniteRecords<Value>(
  left: Readonly<Record<string, Value>>,
  right: Readonly<Record<string, Value>>,
  unite: (left: Value, right: Value, name: string) => Value,
): Record<string, Value> {
  const united = new Map(Object.entries(left));
  for (const [name, value] of Object.entries(right)) {
    const known = united.get(name);
    united.set(name, known === undefined ? value : unite(known, value, name));
  }
  return Object.fromEntries(united);
}

function uniteOptional<Value>(
  left: Value | undefined,
  right: Value | undefined,
  unite: (left: Value, right: Value) => Value,
): Value | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return unite(left, right);
}

/** A merge needs the user's id, or no user on either side: the sessions of both are the person's own. */
function uniteSessions(left: readonly string[], right: readonly string[]): readonly string[] {
  return [...new Set([...right, ...left])].slice(-maxSessions);
}

/** The latest statement, and of two of one moment the greater value. */
function pickTrait(left: StatedTrait, right: StatedTrait): StatedTrait {
  if (left.at !== right.at) return left.at > right.at ? left : right;
  return compareScalars(left.value, right.value) >= 0 ? left : right;
}

/** The survivor's own traits are kept; of the others, those with the latest statements, up to the limits. */
function limitTraits(united: Profile['traits'], own: Profile['traits']): Profile['traits'] {
  const names = Object.keys(united);
  if (names.length <= maxStatedTraits && names.length * maxTraitLength <= maxTraitsLength) return united;
  const sorted = names.sort((left, right) => {
    const byOwner = Number(Object.hasOwn(own, right)) - Number(Object.hasOwn(own, left));
    return byOwner || (united[right]?.at ?? 0) - (united[left]?.at ?? 0) || (left < right ? -1 : 1);
  });
  const kept: Record<string, StatedTrait> = {};
  let length = 0;
  for (const name of sorted.slice(0, maxStatedTraits)) {
    const trait = united[name];
    if (trait === undefined) continue;
    length += measureJson(trait.value);
    if (length <= maxTraitsLength || Object.hasOwn(own, name)) kept[name] = trait;
  }
  return kept;
}

/** Since the earlier moment: a person who entered the segment before does not enter it again. */
function pickMembership(left: number, right: number): number {
  const [sooner, other] = Math.abs(left) <= Math.abs(right) ? [left, right] : [right, left];
  return Math.abs(left) === Math.abs(right) ? Math.min(left, right) : (sooner ?? other ?? left);
}

/** The stricter one: a no of either profile stays a no, and a yes that waits for its confirmation goes on waiting. */
function uniteConsents(left: Consent, right: Consent): Consent {
  const folded = foldConsent(left, right);
  // Of a yes of an import, the fold has kept what there is to keep.
  if (isWeakened(left.at) !== isWeakened(right.at)) return folded;
  const isDenied = left.state === 'denied' || right.state === 'denied';
  const isPending = left.state === 'pending' || right.state === 'pending';
  if (isDenied && folded.state !== 'denied')
    return foldConsent(folded, { state: 'denied', at: latestStatement(folded) });
  if (isPending && folded.state === 'granted')
    return foldConsent(folded, { state: 'pending', at: latestStatement(folded) });
  return folded;
}

function latestStatement({ at, later }: Consent): number {
  return Math.max(at, later?.at ?? at);
}

/** The later one. An address that has failed is excluded by its own item too. */
function pickSuppression(left: Suppression, right: Suppression): Suppression {
  return right.at > left.at || (right.at === left.at && right.address > left.address) ? right : left;
}

function compareContacts(left: Profile['contacts'][number], right: Profile['contacts'][number]): number {
  return left[0] - right[0] || (left.slice(1).join() < right.slice(1).join() ? -1 : 1);
}

/** One entry of each id: both may have counted a touchpoint. */
function uniteProcessed(
  own: Profile['processedEvents'],
  others: Profile['processedEvents'],
): Profile['processedEvents'] {
  const known = new Set(own.map(([hash]) => readIdHash(hash)));
  return [...own, ...others.filter(([hash]) => !known.has(readIdHash(hash)))].sort(
    (a, b) => a[2] - b[2] || (a[0] < b[0] ? -1 : 1),
  );
}

function limitRuns(runs: Readonly<Record<string, number>>): Profile['campaignRuns'] {
  const newest = Object.entries(runs).sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
  return Object.fromEntries(newest.slice(0, maxReachedLately));
}

function pickLater(left: number, right: number): number {
  return Math.max(left, right);
}

function latestOf(left: number | undefined, right: number | undefined): number | undefined {
  return left === undefined || right === undefined ? (left ?? right) : Math.max(left, right);
}
