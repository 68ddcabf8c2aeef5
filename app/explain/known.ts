/** Loads everything that is stored about a person, and searches it. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { listSegmentsInNeed } from '../../engine/config/snapshot/list-history-needs.ts';
import type { Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { TimelineEntry, Trace } from '../../engine/model/timeline-entry.ts';
import { type HeldRun, type HeldRunStore, listHeldRuns } from '../inspect/campaigns/held-runs.ts';
import { type InspectedAddress, inspectAddresses } from '../inspect/inspect-addresses.ts';
import { orderByDecision } from '../inspect/order-timeline.ts';
import { readTimeline, timeOf } from '../inspect/read-timeline.ts';
import type { StageStores } from '../inspect/stage-stores.ts';
import type { LedgerMessage } from '../ports/message-ledger.ts';
import type { RunStore } from '../ports/run-store.ts';
import { loadPublished } from '../publish/load-published.ts';
import { listPendingTraits } from '../runs/start-backfill.ts';

export interface Known {
  readonly profileId: string;
  /** Absent when the profile is not stored (any more). */
  readonly profile?: Profile;
  /** By the moment of decision, oldest first. */
  readonly entries: readonly TimelineEntry[];
  /** By id. */
  readonly messages: ReadonlyMap<string, LedgerMessage>;
  /** When the timeline read begins (epoch ms): older entries were left out, or expired. */
  readonly readsFrom?: number;
  /** The published program; absent when nothing is published. */
  readonly program?: ProgramSnapshot;
  /** Of the person now. */
  readonly addresses: readonly InspectedAddress[];
  /** Segments that are incomplete for people from before their publication until a backfill; see HistoryNeed. */
  readonly incomplete: readonly string[];
  /** Runs that wait for approval or for their count. */
  readonly heldRuns: readonly HeldRun[];
}

/** Without `runs`, held runs and definitions that still need a backfill are not known. */
export type ExplainStores = Pick<StageStores, 'identities' | 'timeline' | 'profiles' | 'programs'> & {
  readonly runs?: Pick<RunStore, 'listPlans'> & HeldRunStore;
};

/** `limit`: newest timeline entries that are read. Undefined when nothing is stored of the person. */
export async function readKnown(
  profileId: string,
  { identities, profiles, timeline, programs, runs }: ExplainStores,
  { limit, now }: { readonly limit: number; readonly now: number },
): Promise<Known | undefined> {
  const [profile, rows, program] = await Promise.all([
    profiles.load(profileId, { consistent: true }),
    readTimeline({ timeline, profiles }, profileId, limit),
    loadPublished(programs),
  ]);
  if (profile === undefined && rows.length === 0) return undefined;
  const isCounted = program !== undefined && runs !== undefined;
  const heldRuns = isCounted ? await listHeldRuns(runs, program) : [];
  const pending = isCounted ? await listPendingTraits(runs, program) : [];
  const oldest = rows.at(-1);
  return {
    profileId,
    ...omitAbsent({ profile }),
    addresses: profile === undefined ? [] : await inspectAddresses(profile, identities, program?.policy, now),
    entries: orderByDecision(rows.flatMap((row) => (row.kind === 'entry' ? [row.entry] : []))),
    messages: new Map(
      rows.flatMap((row) => (row.kind === 'message' ? [[row.message.id, row.message] as const] : [])),
    ),
    ...omitAbsent({
      readsFrom: oldest === undefined || rows.length < limit ? undefined : timeOf(oldest),
      program,
    }),
    incomplete: program === undefined ? [] : listSegmentsInNeed(program, pending),
    heldRuns,
  };
}

/** `rule:welcome` → `['rule', 'welcome']`. */
export function splitOrigin(origin: string): string[] {
  const at = origin.indexOf(':');
  return at < 0 ? [origin] : [origin.slice(0, at), origin.slice(at + 1)];
}

/** Of a message: the note names its template, sometimes with more behind a colon. */
export function readTemplate({ action, note }: Trace): string | undefined {
  return action === 'send' ? note?.split(':')[0] : undefined;
}

/** `name`: campaign id, or `journey:<id>` of a journey on a schedule. */
export function findHeldRuns({ heldRuns }: Known, name: string): readonly HeldRun[] {
  return heldRuns.filter((held) => held.name === name);
}
