/** What a rule, journey, campaign or segment did with a person, and where the person is in it, in words. */
import type { Evidence, OriginStory, PositionState, WaitedFor } from '../../../app/explain/explanation.ts';
import { splitOrigin } from '../../../app/explain/known.ts';
import { describeMembership } from '../describe-membership.ts';
import { describeHeld } from '../describe-position.ts';
import { describeHeldRun } from '../describe-run.ts';
import { nameOrigin } from '../describe-trace.ts';
import { formatLength, formatMoment } from '../format-moment.ts';
import { explainReason } from '../reason-words.ts';
import { describeEvidence, describeLedger } from './describe-evidence.ts';

/** The answer first, then all decisions. `now`: epoch ms. */
export function describeOrigin(story: OriginStory, now: number): string[] {
  const { origin, heldRuns, positions, heldMessages, membership, lastMove, evidence } = story;
  const [, id = ''] = splitOrigin(origin);
  const answer = [
    ...heldRuns.map(describeHeldRun),
    ...positions.map((position) => describePosition(position, now)),
    ...heldMessages.map(describeHeld),
    ...(membership === undefined
      ? []
      : [membership === null ? `Not in segment ${id} now.` : describeMembership(id, membership)]),
    ...(lastMove === undefined ? [] : [concludePassage(id, lastMove)]),
  ];
  return [
    ...(answer.length === 0 ? [`What ${nameOrigin(origin)} decided:`] : answer),
    ...evidence.flatMap(describeWithOutcome).map((line) => `  ${line}`),
  ];
}

export function describePosition(position: PositionState, now: number): string {
  const { journey, key, step, since, until, enteredAt, version, isDue, waitsFor } = position;
  const instance = key === undefined ? '' : ` (${key})`;
  const end =
    until === undefined
      ? 'until its message is settled'
      : isDue
        ? `and is due since ${formatMoment(until)}`
        : `until ${formatMoment(until)} at the latest`;
  const wanted = waitsFor.length === 0 ? '' : `, or ${waitsFor.map(nameWaitedFor).join(', or ')}`;
  return (
    `In journey ${journey}${instance} at step ${step} since ${formatMoment(since)} ` +
    `(${formatLength(now - since)}), ${end}${wanted}. Entered ${formatMoment(enteredAt)}, uses version ${version}.`
  );
}

function nameWaitedFor(wanted: WaitedFor): string {
  return 'events' in wanted
    ? wanted.events.map((name) => `"${name}"`).join(' or ')
    : `segment ${wanted.segment} ${wanted.on}`;
}

/** How the last passage through a journey ended, or why it did not begin. */
function concludePassage(id: string, { trace, cause }: Evidence): string {
  const when = formatMoment(cause.receivedAt);
  const note = trace.note === undefined ? '' : ` (${trace.note})`;
  const instance = trace.key === undefined ? id : `${id} (${trace.key})`;
  if (trace.action === 'leave')
    return `Not in journey ${instance} any more: left ${when}${note}: ${explainReason(trace.reason)}.`;
  if (trace.reason !== 'done')
    return `Did not enter journey ${instance}, ${when}${note}: ${explainReason(trace.reason)}.`;
  return `Entered journey ${instance} ${when}, and is not in it now.`;
}

function describeWithOutcome(evidence: Evidence): string[] {
  const { message } = evidence;
  return [
    describeEvidence(evidence),
    ...(message === undefined ? [] : describeLedger(message).map((line) => `    ${line}`)),
  ];
}
