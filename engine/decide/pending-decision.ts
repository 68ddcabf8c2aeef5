/** The result of one decision's inputs so far. */

import type { Addresses } from '../channels/confirmed-address.ts';
import type { Program } from '../compile/program.ts';
import { type AnnouncedConsents, announceConsents, noteAnnounced } from '../facts/announce-consents.ts';
import { requestConfirmations } from '../messages/request-confirmation.ts';
import type { AddressStatement } from '../model/address-statement.ts';
import type { Duplicate } from '../model/decision.ts';
import type { Effect } from '../model/effects.ts';
import { type KnownCounts, nothingArchived, startArchive } from '../model/entry-archive.ts';
import type { ProcessedEvent, Profile } from '../model/profile.ts';
import type { ConsentEvent } from '../model/stated-consent.ts';
import type { TimelineEntry } from '../model/timeline-entry.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import type { CompiledSegment } from '../segments/compile-segments.ts';
import type { Turn } from '../turn/turn.ts';
import type { WorkingProfile } from '../turn/working-profile.ts';
import { react } from './react.ts';

export interface PendingDecision extends WorkingProfile {
  readonly program: Program;
  readonly now: number;
  readonly effects: Effect[];
  readonly entries: TimelineEntry[];
  readonly duplicates: Duplicate[];
  readonly statements: AddressStatement[];
  readonly consents: ConsentEvent[];
  /** Entries that left the window during this decision: the timeline was read before and does not have them. */
  readonly dropped: ProcessedEvent[];
  /** The person meets this version of the program for the first time. */
  readonly isNewProgram: boolean;
  /** Segments that time or a new program may have changed; the first turn evaluates them. */
  due: readonly CompiledSegment[];
  /** Something that time-dependent segments read may have changed. */
  isWakeStale: boolean;
  /** Something was decided, perhaps without an effect; duplicates decide nothing. */
  hasTurned: boolean;
  isChanged: boolean;
}

interface ConsentsBefore {
  readonly announced?: AnnouncedConsents;
  readonly before?: Addresses;
}

export function startDecision(
  profile: Profile,
  program: Program,
  now: number,
  known: KnownCounts = nothingArchived,
): PendingDecision {
  const isNewProgram = profile.program !== program.version;
  const isDue = profile.wakeAt !== undefined && profile.wakeAt <= now;
  return {
    given: profile,
    profile: { ...profile },
    archive: startArchive(known),
    program,
    now,
    effects: [],
    entries: [],
    duplicates: [],
    statements: [],
    consents: [],
    dropped: [],
    isNewProgram,
    due: isNewProgram ? program.segments : isDue ? program.timedSegments : [],
    isWakeStale: isNewProgram || isDue,
    hasTurned: false,
    isChanged: false,
  };
}

export function startTurn(
  pending: PendingDecision,
  cause: Pick<Turn, 'id' | 'idTime' | 'at' | 'isLive'> & Partial<Pick<Turn, 'dueBefore' | 'isByDefinition'>>,
  touchpoint?: Touchpoint,
): Turn<Program> {
  const { given, profile, archive, program, now } = pending;
  const due = new Set(pending.due);
  pending.due = [];
  pending.hasTurned = true;
  return {
    program,
    given,
    profile,
    archive,
    now,
    id: cause.id,
    idTime: cause.idTime,
    at: cause.at,
    // Spelled out: a spread here makes every touchpoint's turn slow to read.
    dueBefore: cause.dueBefore,
    touchpoint,
    isLive: cause.isLive,
    isByDefinition: cause.isByDefinition === true,
    traces: [],
    effects: [],
    stepsRun: 0,
    due,
    pendingChanges: [],
    hasEvaluated: false,
    hasChanged: false,
  };
}

/**
 * `announced`: of the person's consents. A touchpoint may have changed the addresses, and announced it, already: `before`
 * has the former ones.
 */
export function runTurn(
  pending: PendingDecision,
  turn: Turn<Program>,
  { announced = noteAnnounced(turn.profile), before = announced.addresses }: ConsentsBefore = {},
): void {
  react(turn);
  announceConsents(turn, announced);
  requestConfirmations(turn, before);
  if (turn.hasEvaluated) pending.isWakeStale = true;
  if (turn.hasChanged) pending.isChanged = true;
  for (const effect of turn.effects) pending.effects.push(effect);
}

/**
 * Of turns without a touchpoint; no entry for what decided nothing. Several decisions may have one due moment: the
 * version that each makes keeps their entries apart. It is not part of the turn's id, from which effects get their ids.
 */
export function recordTurn(
  pending: PendingDecision,
  turn: Turn<Program>,
  name: string,
  occurredAt: number,
): void {
  if (turn.traces.length === 0) return;
  pending.isChanged = true;
  const decision = `${turn.id}@${pending.given.version + 1}`;
  const repeats = pending.entries.filter(({ touchpointId }) => touchpointId.startsWith(decision)).length;
  pending.entries.push({
    profileId: turn.profile.id,
    touchpointId: repeats === 0 ? decision : `${decision}.${repeats}`,
    name,
    source: 'percorso',
    occurredAt,
    receivedAt: pending.now,
    traces: turn.traces,
  });
}
