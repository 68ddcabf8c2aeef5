/** Why nothing is told of a rule, journey, campaign or template: it never had to do with the person. */
import type { JourneyTrigger } from '../../engine/model/documents/journey-document.ts';
import type { RuleDocument, Trigger } from '../../engine/model/documents/rule-document.ts';
import { readMembership } from '../../engine/segments/membership.ts';
import { formatMoment } from '../output/format-moment.ts';
import { describeHeldRuns, type Known } from './known.ts';

/** `kind`: `rule`, `journey`, `campaign`, `segment`, `template`. Nothing when the program has no such thing. */
export function describeAbsence(known: Known, kind: string, id: string): string[] {
  const lines = describeByKind(known, kind, id);
  if (lines.length === 0 || known.readsFrom === undefined) return lines;
  return [
    ...lines,
    `The timeline was read back to ${formatMoment(known.readsFrom)}; what lies before is not known.`,
  ];
}

function describeByKind(known: Known, kind: string, id: string): string[] {
  const { program } = known;
  if (program === undefined) return [];
  if (kind === 'rule') {
    const rule = program.rules.find((document) => document.id === id);
    return rule === undefined
      ? []
      : [`Rule ${id} never did anything for this person.`, ...explainRule(known, rule)];
  }
  if (kind === 'journey') {
    const journey = program.journeys.find(({ document }) => document.id === id)?.document;
    if (journey === undefined) return [];
    const closed = journey.status === 'live' ? [] : [`The journey is ${journey.status}: nobody enters.`];
    const hasCondition = journey.condition !== undefined;
    return [
      `This person never was in journey ${id}.`,
      ...closed,
      ...describeHeldRuns(known, `journey:${id}`),
      ...explainTrigger(known, journey.trigger, 'enters', hasCondition),
    ];
  }
  if (kind === 'campaign') {
    const campaign = program.campaigns.find((document) => document.id === id);
    if (campaign === undefined) return [];
    return [
      `Campaign ${id} has not reached this person.`,
      ...(campaign.status === 'live' ? [] : [`The campaign is ${campaign.status}: no run starts.`]),
      ...describeHeldRuns(known, id),
      ...explainSegment(known, campaign.audience.segment, `It goes to segment ${campaign.audience.segment}`),
    ];
  }
  if (kind === 'segment') {
    if (!program.segments.some((document) => document.id === id)) return [];
    return [`This person never entered or left segment ${id}.`, ...explainIncomplete(known, id)];
  }
  return kind === 'template' ? explainTemplate(known, id) : [];
}

function explainRule(known: Known, rule: RuleDocument): string[] {
  return explainTrigger(known, rule.trigger, 'acts', rule.condition !== undefined);
}

function explainTrigger(
  known: Known,
  trigger: Trigger | JourneyTrigger,
  verb: string,
  hasCondition: boolean,
): string[] {
  if ('segment' in trigger) {
    return explainSegment(
      known,
      trigger.segment,
      `It ${verb} when segment ${trigger.segment} is ${trigger.on}`,
    );
  }
  if ('schedule' in trigger) {
    return explainSegment(
      known,
      trigger.audience.segment,
      `It ${verb} on a schedule, for segment ${trigger.audience.segment}`,
    );
  }
  const names = 'event' in trigger ? [trigger.event].flat() : ['Enter Journey'];
  const source = 'event' in trigger ? trigger.source : undefined;
  const matches = known.entries.filter(
    (entry) => names.includes(entry.name) && (source === undefined || entry.source === source),
  );
  const what = `${names.map((name) => `"${name}"`).join(' or ')}${source === undefined ? '' : ` from ${source}`}`;
  const last = matches.at(-1);
  if (last === undefined) return [`It ${verb} at ${what}, which is not in this person's timeline.`];
  const historical = last.traces.some(({ reason }) => reason === 'event_too_old');
  const happened = `It ${verb} at ${what}, which came ${formatMoment(last.receivedAt)}`;
  if (historical) return [`${happened}, too long after it had happened to trigger anything (historical).`];
  const guess = hasCondition
    ? 'its condition did not hold then, or it was not live yet.'
    : 'it was not live yet, or the event was another one than it waits for.';
  return [`${happened}: ${guess}`];
}

function explainSegment(known: Known, segment: string, intro: string): string[] {
  return [...explainMembership(known, segment, intro), ...explainIncomplete(known, segment)];
}

function explainIncomplete({ incomplete = [] }: Known, segment: string): string[] {
  if (!incomplete.includes(segment)) return [];
  return [
    `Segment ${segment} counts only from its publication on: \`percorso backfill start\` brings to it what happened before.`,
  ];
}

function explainMembership({ profile }: Known, segment: string, intro: string): string[] {
  const membership = profile === undefined ? undefined : readMembership(profile, segment);
  if (membership === undefined) return [`${intro}; the person is not in it.`];
  const since = formatMoment(membership.since);
  return [
    membership.isFromBefore
      ? `${intro}; the person was in it already when it was published (noted ${since}), which triggers nothing.`
      : `${intro}; the person is in it since ${since}.`,
  ];
}

/** Who would send it. */
function explainTemplate(known: Known, id: string): string[] {
  const { program } = known;
  if (program === undefined) return [];
  const rules = program.rules.filter(({ actions }) =>
    actions.some((action) => 'send' in action && action.send === id),
  );
  const journeys = program.journeys.filter(({ document }) =>
    Object.values(document.steps).some((step) => step.type === 'send' && step.template === id),
  );
  const campaigns = program.campaigns.filter(({ send }) => send === id);
  const senders = [
    ...rules.map((rule) => ({ kind: 'rule', id: rule.id })),
    ...journeys.map(({ document }) => ({ kind: 'journey', id: document.id })),
    ...campaigns.map((campaign) => ({ kind: 'campaign', id: campaign.id })),
  ];
  const isKnown = program.templates.some((header) => header.id === id);
  if (!isKnown && senders.length === 0) return [];
  const intro = `Nothing ever asked to send "${id}" to this person.`;
  if (senders.length === 0) return [intro, 'No rule, journey or campaign in force sends it.'];
  return [intro, ...senders.flatMap((sender) => describeSender(known, sender))];
}

function describeSender(
  known: Known,
  { kind, id }: { readonly kind: string; readonly id: string },
): string[] {
  const isInside =
    kind === 'journey' && known.profile?.journeys.some(({ journey }) => journey === id) === true;
  if (isInside) return [`Journey ${id} would, and the person is in it: ask for "journey:${id}".`];
  return describeAbsence(known, kind, id).map((line, index) =>
    index === 0 ? `Sent by ${kind} ${id}.` : `  ${line}`,
  );
}
