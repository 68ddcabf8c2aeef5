/** Reactions to an event, a change of segments or the passing of time: rules, journeys, held messages. */
import { omitAbsent } from '../base/omit-absent.ts';
import type { Program } from '../compile/program.ts';
import { applyEdits } from '../journeys/apply-edits.ts';
import { deferHeld } from '../journeys/defer-held.ts';
import { runExits, runSignal } from '../journeys/run-signal.ts';
import { rescheduleWaits, runDueSteps, settleMessages } from '../journeys/run-timers.ts';
import { releaseHeld } from '../messages/release-held.ts';
import { maxRounds } from '../model/limits.ts';
import { runEventRules, runSegmentRules } from '../rules/run-rules.ts';
import { isImportedHistory } from '../touchpoint/read-import.ts';
import type { SegmentChange } from '../turn/turn.ts';
import { addTrace, type Turn } from '../turn/turn.ts';
import { updateSegments } from '../turn/update-segments.ts';

/** Timers run only in timer turns; `dueBefore` bounds which. */
export function react(turn: Turn<Program>): void {
  applyEdits(turn);
  if (turn.isLive) reactLively(turn);
  else reactToThePast(turn);
  rescheduleWaits(turn);
}

/**
 * First the reactions to the event, then those to changed segments; an update may change segments again: at most three
 * rounds, then a trace reports that they were stopped.
 */
function reactLively(turn: Turn<Program>): void {
  const changes = updateSegments(turn);
  runEventRules(turn);
  const further = updateSegments(turn);
  reactToChanges(turn, further.length === 0 ? changes : [...changes, ...further], true);
  const { dueBefore } = turn;
  if (dueBefore === undefined) return;
  runDueSteps(turn, dueBefore);
  if (dueBefore === Number.POSITIVE_INFINITY) {
    deferHeld(turn);
    settleMessages(turn, releaseHeld(turn));
  }
  reactToChanges(turn, updateSegments(turn), false);
}

/**
 * It triggers nothing, but still ends journeys; one trace reports this when a rule or a journey has this event as its
 * trigger.
 */
function reactToThePast(turn: Turn<Program>): void {
  const changes = updateSegments(turn);
  const reason = turn.isByDefinition ? 'already_there' : 'event_too_old';
  const note = turn.touchpoint !== undefined && isImportedHistory(turn.touchpoint) ? 'import' : undefined;
  if (isListening(turn, changes)) addTrace(turn, 'program', 'trigger', reason, omitAbsent({ note }));
  runExits(turn, { changes, isEvent: true });
}

function reactToChanges(turn: Turn<Program>, first: readonly SegmentChange[], isEvent: boolean): void {
  let changes = first;
  for (let round = 0; changes.length > 0 || (isEvent && round === 0); round++) {
    if (round === maxRounds) {
      const note = `updates triggered others more than ${maxRounds} rounds in a row`;
      addTrace(turn, 'program', 'trigger', 'limit_reached', { note });
      return;
    }
    runSegmentRules(turn, changes);
    runSignal(turn, { changes, isEvent: isEvent && round === 0 });
    changes = updateSegments(turn);
  }
}

function isListening(turn: Turn<Program>, changes: readonly SegmentChange[]): boolean {
  const { program, touchpoint } = turn;
  const plan = touchpoint === undefined ? undefined : program.plans.get(touchpoint.name);
  if (plan !== undefined && (plan.hasRules || plan.hasJourneys)) return true;
  return changes.some(({ segment, entered }) =>
    [program.onEntered, program.onLeft, program.journeysOnEntered, program.journeysOnLeft].some(
      (listeners, index) => entered === (index % 2 === 0) && listeners.has(segment.id),
    ),
  );
}
