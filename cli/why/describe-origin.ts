/** Why a rule, journey, campaign or segment did what it did with a person, and where the person stands in it. */
import type { JourneyPosition } from '../../engine/model/journey-position.ts';
import { readMembership } from '../../engine/segments/membership.ts';
import { describeMembership } from '../output/describe-membership.ts';
import { describeHeld } from '../output/describe-position.ts';
import { nameOrigin, splitOrigin } from '../output/describe-trace.ts';
import { formatLength, formatMoment } from '../output/format-moment.ts';
import { explainReason } from '../output/reason-words.ts';
import { describeEvidence, describeLedger } from './describe-evidence.ts';
import { describeHeldRuns, type Evidence, findEvidence, type Known } from './known.ts';

/** Answer first, then all of its decisions; nothing when it never had to do with the person. `origin`: `journey:x`. */
export function describeSubject(known: Known, origin: string): string[] {
  const evidence = findEvidence(known, (trace) => trace.origin === origin);
  const [kind = '', id = ''] = splitOrigin(origin);
  const answer = [
    ...(evidence.length === 0 ? [] : describeHeldRuns(known, kind === 'campaign' ? id : origin)),
    ...describeStanding(known, origin, evidence.length > 0),
    ...concludeLast(known, origin, evidence),
  ];
  if (answer.length === 0 && evidence.length === 0) return [];
  return [
    ...(answer.length === 0 ? [`What ${nameOrigin(origin)} decided:`] : answer),
    ...evidence
      .flatMap((item, index) => describeWithOutcome(known, item, evidence.slice(index + 1)))
      .map((line) => `  ${line}`),
  ];
}

/** Where they are now. */
function describeStanding(known: Known, origin: string, hasDecided: boolean): string[] {
  const { profile } = known;
  if (profile === undefined) return [];
  const [kind = '', id = ''] = splitOrigin(origin);
  const held = profile.held.filter((message) => message.origin === origin).map(describeHeld);
  if (kind === 'journey') {
    const inside = profile.journeys.filter(({ journey }) => journey === id);
    return [...inside.map((position) => describePosition(position, known)), ...held];
  }
  if (kind !== 'segment') return held;
  const membership = readMembership(profile, id);
  if (membership !== undefined) return [describeMembership(id, membership)];
  return hasDecided ? [`Not in segment ${id} now.`] : [];
}

function describePosition(position: JourneyPosition, { program, now }: Known): string {
  const { journey, key, step, since, until, enteredAt, version } = position;
  const instance = key === undefined ? '' : ` (${key})`;
  const end =
    until === undefined
      ? 'until its message is settled'
      : until <= now
        ? `and is due since ${formatMoment(until)}`
        : `until ${formatMoment(until)} at the latest`;
  const wanted = describeWanted(position, program);
  return (
    `Stands in journey ${journey}${instance} at step ${step} since ${formatMoment(since)} ` +
    `(${formatLength(now - since)}), ${end}${wanted}. Entered ${formatMoment(enteredAt)}, walks version ${version}.`
  );
}

/** What a waitFor looks out for. */
function describeWanted({ journey, version, step }: JourneyPosition, program: Known['program']): string {
  const published = program?.journeys.find(({ document }) => document.id === journey);
  const graph =
    published?.version === version
      ? published.document
      : published?.earlier.find((earlier) => earlier.version === version)?.graph;
  const found = graph?.steps[step];
  if (found?.type !== 'waitFor') return '';
  const wanted = found.branches.map((branch) =>
    'event' in branch
      ? [branch.event]
          .flat()
          .map((name) => `"${name}"`)
          .join(' or ')
      : `segment ${branch.segment} ${branch.on}`,
  );
  return `, or ${wanted.join(', or ')}`;
}

/** How it ended, when the person is not inside. */
function concludeLast({ profile }: Known, origin: string, evidence: readonly Evidence[]): string[] {
  const [kind, id] = splitOrigin(origin);
  if (kind !== 'journey' || profile?.journeys.some(({ journey }) => journey === id) === true) return [];
  const last = evidence.findLast(({ trace }) => trace.action === 'leave' || trace.action === 'enter');
  if (last === undefined) return [];
  const { trace, entry } = last;
  const when = formatMoment(entry.receivedAt);
  const note = trace.note === undefined ? '' : ` (${trace.note})`;
  const instance = trace.key === undefined ? id : `${id} (${trace.key})`;
  if (trace.action === 'leave') {
    return [`Not in journey ${instance} any more: left ${when}${note}: ${explainReason(trace.reason)}.`];
  }
  if (trace.reason !== 'done')
    return [`Did not enter journey ${instance}, ${when}${note}: ${explainReason(trace.reason)}.`];
  return [`Entered journey ${instance} ${when}, and is not in it now.`];
}

/** What became of a message stands under the last decision on it, not under each time it was held. */
function describeWithOutcome(known: Known, evidence: Evidence, later: readonly Evidence[]): string[] {
  const { effectId } = evidence.trace;
  const isLast = !later.some(({ trace }) => trace.effectId === effectId);
  const message = effectId === undefined || !isLast ? undefined : known.messages.get(effectId);
  return [
    describeEvidence(evidence),
    ...(message === undefined ? [] : describeLedger(message).map((line) => `    ${line}`)),
  ];
}
