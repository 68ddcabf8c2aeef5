/** Why a rule, journey, campaign, segment or template never did anything for a person, in words. */
import type { AboutKind, Absence, AbsentSender, AbsentTrigger } from '../../../app/explain/explanation.ts';
import { describeHeldRun } from '../describe-run.ts';
import { formatMoment } from '../format-moment.ts';

/** `readsFrom`: what happened before (epoch ms) is not known. */
export function describeAbsence(absence: Absence, readsFrom: number | undefined): string[] {
  const { kind, id, closed, heldRuns, trigger, isIncomplete, senders } = absence;
  return [
    titles[kind](id),
    ...(closed === undefined ? [] : [describeClosed(kind, closed)]),
    ...heldRuns.map(describeHeldRun),
    ...(trigger === undefined ? [] : describeTrigger(trigger, kind === 'rule' ? 'acts' : 'enters')),
    ...(isIncomplete === true ? [describeIncomplete(id)] : []),
    ...(senders === undefined ? [] : describeSenders(senders, readsFrom)),
    ...(readsFrom === undefined
      ? []
      : [`The timeline was read back to ${formatMoment(readsFrom)}; earlier events are not known.`]),
  ];
}

const titles: Readonly<Record<AboutKind, (id: string) => string>> = {
  rule: (id) => `Rule ${id} never did anything for this person.`,
  journey: (id) => `This person was never in journey ${id}.`,
  campaign: (id) => `Campaign ${id} has not reached this person.`,
  segment: (id) => `This person never entered or left segment ${id}.`,
  template: (id) => `No message "${id}" was ever requested for this person.`,
};

function describeClosed(kind: AboutKind, status: string): string {
  return kind === 'campaign'
    ? `The campaign is ${status}: no run starts.`
    : `The journey is ${status}: no one can enter.`;
}

function describeTrigger(trigger: AbsentTrigger, verb: string): string[] {
  if (trigger.kind !== 'event') {
    const { segment, isIncomplete } = trigger;
    return [describeMembership(trigger, verb), ...(isIncomplete ? [describeIncomplete(segment)] : [])];
  }
  const { events, source, last, hasCondition } = trigger;
  const what = `${events.map((name) => `"${name}"`).join(' or ')}${source === undefined ? '' : ` from ${source}`}`;
  if (last === undefined) return [`It ${verb} at ${what}, which is not in this person's timeline.`];
  const received = `It ${verb} at ${what}, which was received ${formatMoment(last.at)}`;
  if (last.isTooOld)
    return [`${received}, but happened too long before to trigger anything (event_too_old).`];
  const guess = hasCondition
    ? 'its condition did not hold then, or it was not live yet.'
    : 'it was not live yet, or it waits for a different event.';
  return [`${received}: ${guess}`];
}

function describeMembership(trigger: Exclude<AbsentTrigger, { kind: 'event' }>, verb: string): string {
  const { kind, segment, on = 'entered', membership } = trigger;
  const intro = {
    membership: `It ${verb} when segment ${segment} is ${on}`,
    schedule: `It ${verb} on a schedule, for segment ${segment}`,
    audience: `It goes to segment ${segment}`,
  }[kind];
  if (membership === undefined) return `${intro}; the person is not in it.`;
  const since = formatMoment(membership.since);
  return membership.isFromBefore
    ? `${intro}; the person was already in it when it was published (noted ${since}), which triggers nothing.`
    : `${intro}; the person is in it since ${since}.`;
}

function describeIncomplete(segment: string): string {
  return `Segment ${segment} counts events only since its publication: \`percorso backfill start\` adds the earlier ones.`;
}

function describeSenders(senders: readonly AbsentSender[], readsFrom: number | undefined): string[] {
  if (senders.length === 0) return ['No published rule, journey or campaign sends it.'];
  return senders.flatMap(({ kind, id, isInside, absence }) => {
    if (isInside) return [`Journey ${id} sends it, and the person is in it: see "journey:${id}".`];
    const [, ...lines] = absence === undefined ? [] : describeAbsence(absence, readsFrom);
    return [`Sent by ${kind} ${id}.`, ...lines.map((line) => `  ${line}`)];
  });
}
