/** What should happen: the pure heart. Traits, then computed traits, segments, and rules, input by input. */
import { applyBackfill } from './campaigns/apply-backfill.ts';
import { reachPerson } from './campaigns/reach-person.ts';
import type { Backfill, CampaignReach, Decision, Duplicate, Input, TimelineEntry } from './decision.ts';
import { type Draft, startDraft } from './draft.ts';
import type { Effect } from './effects.ts';
import { forgetUnknown } from './forget-unknown.ts';
import { findJourneyWake } from './journeys/run-due-steps.ts';
import { findHeldWake } from './messages/release-held.ts';
import { shiftByDuration } from './patterns/duration.ts';
import { earliest } from './patterns/leaf-test.ts';
import { applyConsents } from './policy/apply-consents.ts';
import { applyOutcome } from './policy/apply-outcome.ts';
import type { OutboxEntry, Profile, SeenEntry } from './profile.ts';
import type { CompiledSegment, Program } from './program.ts';
import { react } from './react.ts';
import { addSeen, findSeen, hashTouchpoint, isReused } from './seen-window.ts';
import { findWake } from './segments/find-wake.ts';
import { applyStatedTraits } from './state-traits.ts';
import type { Touchpoint } from './touchpoint.ts';
import { updateComputed } from './traits/update-computed.ts';
import { type Turn, touchField } from './turn.ts';

/** What has come of the inputs so far. */
interface Progress {
  readonly draft: Draft;
  readonly program: Program;
  readonly now: number;
  readonly effects: Effect[];
  readonly entries: TimelineEntry[];
  readonly duplicates: Duplicate[];
  /** Left the window while this was decided: the timeline was asked before, and does not know what came since. */
  readonly dropped: SeenEntry[];
  /** Segments that time or a new program may have changed; the first turn judges them. */
  due: readonly CompiledSegment[];
  /** Something that time-dependent segments read may have changed. */
  isWakeStale: boolean;
  isChanged: boolean;
}

/**
 * Folds `inputs` into the profile in their order. `now` in epoch ms. What time has made due by `now` is done first,
 * whether or not a wake asks for it. The given outbox must be published already: a new one is started.
 */
export function decide(profile: Profile, inputs: readonly Input[], program: Program, now: number): Decision {
  const progress = start(profile, program, now);
  if (profile.wakeAt !== undefined && profile.wakeAt <= now) takeWake(progress, profile.wakeAt);
  for (const input of inputs) {
    if (input.kind === 'touchpoint') takeTouchpoint(progress, input.touchpoint);
    else if (input.kind === 'campaign') takeReach(progress, input);
    else if (input.kind === 'backfill') takeBackfill(progress, input);
    else if (progress.due.length > 0) takeWake(progress, now);
  }
  return finish(progress);
}

function start(profile: Profile, program: Program, now: number): Progress {
  const draft = startDraft(profile);
  const isNewProgram = profile.program !== program.version;
  const isDue = profile.wakeAt !== undefined && profile.wakeAt <= now;
  return {
    draft,
    program,
    now,
    effects: [],
    entries: [],
    duplicates: [],
    dropped: [],
    due: isNewProgram ? program.segments : isDue ? program.timedSegments : [],
    isWakeStale: isNewProgram || isDue,
    isChanged: false,
  };
}

/** `due`: the moment that was waited for; it makes the ids, so that trying again gives the same ones. */
function takeWake(progress: Progress, due: number): void {
  const turn = startTurn(progress, {
    id: `wake:${due}`,
    idTime: due,
    at: progress.now,
    isWake: true,
    isLive: true,
  });
  runTurn(progress, turn);
  record(progress, turn, 'Time Passed', due);
}

function takeReach(progress: Progress, reach: CampaignReach): void {
  const id = `campaign:${reach.campaign}:${reach.run}`;
  const cause = { id, idTime: reach.run, at: progress.now, isWake: false, isLive: true };
  const turn = startTurn(progress, cause);
  reachPerson(turn, reach);
  runTurn(progress, turn);
  record(progress, turn, 'Campaign Reached', reach.run);
}

function takeBackfill(progress: Progress, backfill: Backfill): void {
  const { now } = progress;
  const id = `backfill:${backfill.version}`;
  const cause = { id, idTime: now, at: now, isWake: false, isLive: backfill.triggers };
  const turn = startTurn(progress, cause);
  applyBackfill(turn, backfill);
  runTurn(progress, turn);
  progress.isChanged = true;
  record(progress, turn, 'Backfilled', now);
}

/** No entry for what decided nothing. */
function record(progress: Progress, turn: Turn, name: string, occurredAt: number): void {
  if (turn.traces.length === 0) return;
  progress.isChanged = true;
  progress.entries.push({
    profileId: turn.profile.id,
    touchpointId: turn.id,
    name,
    source: 'percorso',
    occurredAt,
    receivedAt: progress.now,
    traces: turn.traces,
  });
}

function takeTouchpoint(progress: Progress, touchpoint: Touchpoint): void {
  const { draft, now, program } = progress;
  const profile = draft.next;
  const hash = hashTouchpoint(touchpoint);
  const first = findSeen(profile.seen, hash) ?? findSeen(progress.dropped, hash);
  if (first !== undefined) {
    progress.duplicates.push({ touchpoint, reused: isReused(first, hash), first });
    return;
  }
  const { occurredAt, receivedAt } = touchpoint;
  const window = addSeen(profile, [hash, occurredAt, receivedAt], now);
  profile.seen = window.seen;
  if (window.dropped.length > 0) progress.dropped.push(...window.dropped);
  if (window.seenFloor !== undefined) profile.seenFloor = window.seenFloor;
  progress.isChanged = true;
  const isLive = occurredAt >= shiftByDuration(now, program.liveWithin, -1);
  const cause = { id: touchpoint.id, idTime: receivedAt, at: occurredAt, isWake: false, isLive };
  const turn: Turn & { touchpoint: Touchpoint } = { ...startTurn(progress, cause), touchpoint };
  noteContact(turn, touchpoint);
  applyConsents(turn, touchpoint);
  applyOutcome(turn, touchpoint);
  applyStatedTraits(turn);
  updateComputed(turn, touchpoint);
  runTurn(progress, turn);
  progress.entries.push({
    profileId: profile.id,
    touchpointId: touchpoint.id,
    name: touchpoint.name,
    source: touchpoint.source,
    occurredAt,
    receivedAt,
    traces: turn.traces,
    touchpoint,
  });
}

function startTurn(
  progress: Progress,
  cause: Pick<Turn, 'id' | 'idTime' | 'at' | 'isWake' | 'isLive'>,
): Turn {
  const { draft, program, now } = progress;
  const due = new Set(progress.due);
  progress.due = [];
  return {
    program,
    draft,
    profile: draft.next,
    now,
    id: cause.id,
    idTime: cause.idTime,
    at: cause.at,
    isWake: cause.isWake,
    isLive: cause.isLive,
    traces: [],
    effects: [],
    due,
    hasJudged: false,
    hasChanged: false,
  };
}

function noteContact(turn: Turn, touchpoint: Touchpoint): void {
  const profile = turn.draft.next;
  if (touchpoint.occurredAt > profile.lastSeenAt) {
    profile.lastSeenAt = touchpoint.occurredAt;
    touchField(turn, 'lastSeenAt');
  }
  // Identities never move between profiles, so the first user id is the person's own.
  if (profile.userId === undefined && touchpoint.userId !== undefined) {
    profile.userId = touchpoint.userId;
    touchField(turn, 'userId');
  }
}

function runTurn(progress: Progress, turn: Turn): void {
  react(turn);
  if (turn.hasJudged) progress.isWakeStale = true;
  if (turn.hasChanged) progress.isChanged = true;
  for (const effect of turn.effects) progress.effects.push(effect);
}

function finish(progress: Progress): Decision {
  const { draft, program, effects, entries, duplicates } = progress;
  const profile = draft.next;
  const { journeys, held } = draft.next;
  const hasTimers =
    journeys.length > 0 || held.length > 0 || draft.given.journeys.length > 0 || draft.given.held.length > 0;
  if (progress.isWakeStale || hasTimers) renewWake(progress);
  if (!progress.isChanged) return { profile: draft.given, effects, entries, duplicates, changed: false };
  if (profile.program !== program.version) {
    forgetUnknown(draft, program);
    profile.program = program.version;
  }
  profile.version = draft.given.version + 1;
  profile.outbox = fillOutbox(effects, entries);
  return { profile, effects, entries, duplicates, changed: true };
}

/** While no segment that depends on time was touched and none is due, the earliest moment stands. */
function renewWake(progress: Progress): void {
  const { draft, program, now } = progress;
  const wakeAt = earliest(
    findWake(draft.next, program, now),
    earliest(findJourneyWake(draft.next, program), findHeldWake(draft.next)),
  );
  if (wakeAt === draft.next.wakeAt) return;
  if (wakeAt === undefined) delete draft.next.wakeAt;
  else draft.next.wakeAt = wakeAt;
  progress.isChanged = true;
}

/** Effects, and the traces that must not be lost; an entry without traces needs no outbox. */
function fillOutbox(effects: readonly Effect[], entries: readonly TimelineEntry[]): readonly OutboxEntry[] {
  const outbox: OutboxEntry[] = [...effects];
  for (const entry of entries) {
    if (entry.traces.length === 0) continue;
    const { touchpoint: _, ...rest } = entry;
    outbox.push({ kind: 'RecordEntry', entry: rest });
  }
  return outbox;
}
