/**
 * What a person is without the rows of one import. Pure. Traits return to the statement before, a yes of the import no
 * longer counts, computed traits are counted without its rows. A no stays, and so does what came after the import.
 */
import { isObject } from '../base/json.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import { foldConsent } from '../channels/fold-consent.ts';
import { readStatements } from '../channels/stated-consents.ts';
import { isWeakened, readSaidAt } from '../channels/weak-moment.ts';
import type { Program } from '../compile/program.ts';
import { applyConsents } from '../facts/apply-consents.ts';
import { makeUndoId, type UndoneChange, type UndoneImport } from '../model/decision.ts';
import { type Consent, createProfile, type Profile } from '../model/profile.ts';
import type { TimelineEntry } from '../model/timeline-entry.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { isImported } from '../touchpoint/read-import.ts';
import { findSeen, hashTouchpoint } from './dedup-window.ts';
import { startDecision, startTurn } from './pending-decision.ts';
import { recountWithout } from './recount-without.ts';
import { restoreTraits } from './restore-traits.ts';

/** Of the timeline, with its touchpoint. */
export type WholeEntry = TimelineEntry & { readonly touchpoint: Touchpoint };

export interface UndoReport {
  /** That were undone now. */
  readonly rows: number;
  /** Traits that have the value from before the import. */
  readonly restored: number;
  /** Traits that have no value without the import. */
  readonly removed: number;
  /** Consent keys whose yes no longer counts. */
  readonly withdrawn: number;
  /** Consents that the rows denied: they stay. */
  readonly denied: number;
  readonly recounted: number;
  /** Computed traits that the timeline is too short for. */
  readonly inexact: readonly string[];
  /** Nothing but the import is known of the person. */
  readonly isEmpty: boolean;
}

export interface ImportUndo {
  readonly undone: UndoneImport;
  readonly report: UndoReport;
}

/** Times in epoch ms. `since`: the timeline has everything that was received after it. */
export interface UndoTimes {
  readonly now: number;
  readonly since: number;
}

/** `entries`: the whole timeline. Undefined: it has no row of the import. */
export function undoImport(
  profile: Profile,
  entries: readonly TimelineEntry[],
  importId: string,
  program: Program,
  { now, since }: UndoTimes,
): ImportUndo | undefined {
  const whole = entries.filter((entry): entry is WholeEntry => entry.touchpoint !== undefined);
  const rows = whole.filter((entry) => readImportId(entry) === importId);
  if (rows.length === 0) return undefined;
  const marks = entries.filter(({ touchpointId }) => touchpointId.startsWith(`${makeUndoId(importId)}@`));
  const fresh = rows.filter((row) => !marks.some((mark) => isUndone(row, mark)));
  const others = whole.filter((entry) => readImportId(entry) !== importId);
  const isWhole = profile.createdAt > since;
  const { traits, restored, removed } = restoreTraits(profile, rows, others);
  const { consents, withdrawn, denied } = withdrawConsents(profile, rows, others, program, now);
  const recount = recountWithout(profile, fresh, others, program, { now, since, isWhole });
  const hashes = rows.map(({ touchpoint }) => hashTouchpoint(touchpoint));
  const processedEvents = profile.processedEvents.filter(
    (seen) => !hashes.some((hash) => findSeen([seen], hash) !== undefined),
  );
  const lastSeenAt = restoreLastSeen(profile, fresh, others, isWhole);
  const report: UndoReport = {
    ...{ rows: fresh.length, restored, removed, denied },
    withdrawn: withdrawn.length,
    recounted: recount.recounted,
    inexact: recount.inexact,
    isEmpty: isWhole && others.length === 0,
  };
  return {
    undone: {
      changes: listChanges(profile, { traits, consents, computed: recount.computed }),
      replaced: { processedEvents, lastSeenAt },
      rows,
      consents: withdrawn.length === 0 ? [] : [makeStatement(importId, withdrawn, now)],
      ...omitAbsent({ note: fresh.length === 0 ? undefined : describe(report) }),
    },
    report,
  };
}

function listChanges(
  profile: Profile,
  restored: Pick<Profile, 'traits' | 'consents' | 'computed'>,
): UndoneChange[] {
  const fields = ['traits', 'consents', 'computed'] as const;
  return fields.flatMap((field) => {
    const [before, after] = [profile[field], restored[field]];
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names]
      .filter((name) => before[name] !== after[name])
      .map((name): UndoneChange => [field, name, after[name]]);
  });
}

export function readImportId({ touchpoint }: Pick<WholeEntry, 'touchpoint'>): string | undefined {
  const mark = touchpoint.context['import'];
  return isImported(touchpoint) && isObject(mark) ? String(mark['id']) : undefined;
}

/** Versions are of one profile; the rows of one that was merged are compared by time. */
function isUndone(row: TimelineEntry, mark: TimelineEntry): boolean {
  const isComparable = row.profileId === mark.profileId && row.version !== undefined;
  return isComparable ? Number(row.version) < (mark.version ?? 0) : row.receivedAt <= mark.receivedAt;
}

interface Withdrawal {
  readonly key: string;
  readonly before: Consent;
  readonly after: Consent | undefined;
}

/**
 * Every other statement is stronger than an imported yes: where one is in force, only other imported ones can be behind
 * it. The engine folds these again.
 */
function withdrawConsents(
  profile: Profile,
  rows: readonly WholeEntry[],
  others: readonly WholeEntry[],
  program: Program,
  now: number,
): { consents: Profile['consents']; withdrawn: readonly Withdrawal[]; denied: number } {
  const stated = rows.flatMap(({ touchpoint }) => readStatements(touchpoint.context['consent']) ?? []);
  const denied = new Set(stated.filter(({ state }) => state === 'denied').map(({ key }) => key)).size;
  const pending = startDecision(createProfile(profile.id, now), program, now);
  for (const { touchpoint } of others.filter((entry) => readImportId(entry) !== undefined)) {
    const { id, occurredAt } = touchpoint;
    const turn = startTurn(pending, { id, idTime: occurredAt, at: occurredAt, isLive: false }, touchpoint);
    applyConsents(turn, { kind: 'touchpoint', touchpoint });
  }
  const consents = { ...profile.consents };
  const withdrawn: Withdrawal[] = [];
  for (const key of new Set(stated.flatMap(({ key }) => key ?? []))) {
    const known = consents[key];
    // What a former version has folded may have a statement of the person behind it.
    const before = known && foldConsent(known, known);
    if (before === undefined || before.state === 'denied' || !isWeakened(before.at)) continue;
    const after = pending.profile.consents[key];
    if (after?.at === before.at && after.state === before.state) continue;
    if (after === undefined) delete consents[key];
    else consents[key] = after;
    withdrawn.push({ key, before, after });
  }
  return { consents, withdrawn, denied };
}

/** For the ledger: the proof that the yes no longer counts. */
function makeStatement(
  importId: string,
  withdrawn: readonly Withdrawal[],
  now: number,
): UndoneImport['consents'][number] {
  return {
    touchpoint: {
      ...{ id: makeUndoId(importId), source: 'percorso', name: 'Import Undone' },
      ...{ type: 'track', traits: {}, properties: {}, context: {}, occurredAt: now, receivedAt: now },
    },
    consents: withdrawn.map(({ key, before, after }) => ({
      ...{ key, stated: before.state, from: readSaidAt(before.at), effect: 'withdrawn' as const },
      ...omitAbsent({ state: after?.state }),
    })),
  };
}

function restoreLastSeen(
  { lastSeenAt }: Profile,
  rows: readonly WholeEntry[],
  others: readonly WholeEntry[],
  isWhole: boolean,
): number {
  if (!rows.some(({ occurredAt }) => occurredAt === lastSeenAt)) return lastSeenAt;
  const seen = others
    .filter(({ touchpoint }) => touchpoint.source !== 'percorso')
    .filter(({ touchpoint }) => touchpoint.type !== 'identify' || !isImported(touchpoint))
    .map(({ occurredAt }) => occurredAt);
  return seen.length > 0 ? Math.max(...seen) : isWhole ? 0 : lastSeenAt;
}

function describe({ rows, inexact }: UndoReport): string {
  return `${rows} rows${inexact.length === 0 ? '' : `; not exact: ${inexact.join(', ')}`}`;
}
