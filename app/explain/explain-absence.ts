/** Why a rule, journey, campaign, segment or template never did anything for a person. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { listReferences } from '../../engine/config/kinds/kind-definitions.ts';
import type { JourneyTrigger } from '../../engine/model/documents/journey-document.ts';
import type { Trigger } from '../../engine/model/documents/rule-document.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { readMembership } from '../../engine/segments/membership.ts';
import type { AboutKind, Absence, AbsentSender, AbsentTrigger } from './explanation.ts';
import { findHeldRuns, type Known } from './known.ts';

/** Undefined when the program has no such document. */
export function explainAbsence(known: Known, kind: AboutKind, id: string): Absence | undefined {
  const { program } = known;
  return program === undefined ? undefined : explainers[kind](known, id, program);
}

type Explainer = (known: Known, id: string, program: ProgramSnapshot) => Absence | undefined;

const explainers: Readonly<Record<AboutKind, Explainer>> = {
  rule(known, id, { rules }) {
    const rule = rules.find((document) => document.id === id);
    if (rule === undefined) return undefined;
    const trigger = explainTrigger(known, rule.trigger, rule.condition !== undefined);
    return { kind: 'rule', id, heldRuns: [], trigger };
  },
  journey(known, id, { journeys }) {
    const journey = journeys.find(({ document }) => document.id === id)?.document;
    if (journey === undefined) return undefined;
    return {
      kind: 'journey',
      id,
      ...omitAbsent({ closed: journey.status === 'live' ? undefined : journey.status }),
      heldRuns: findHeldRuns(known, `journey:${id}`),
      trigger: explainTrigger(known, journey.trigger, journey.condition !== undefined),
    };
  },
  campaign(known, id, { campaigns }) {
    const campaign = campaigns.find((document) => document.id === id);
    if (campaign === undefined) return undefined;
    return {
      kind: 'campaign',
      id,
      ...omitAbsent({ closed: campaign.status === 'live' ? undefined : campaign.status }),
      heldRuns: findHeldRuns(known, id),
      trigger: { kind: 'audience', ...explainSegment(known, campaign.audience.segment) },
    };
  },
  segment(known, id, { segments }) {
    if (!segments.some((document) => document.id === id)) return undefined;
    const isIncomplete = known.incomplete.includes(id);
    return {
      kind: 'segment',
      id,
      heldRuns: [],
      ...omitAbsent({ isIncomplete: isIncomplete || undefined }),
    };
  },
  template(known, id, program) {
    const senders = listSenders(id, program);
    const isKnown = program.templates.some((header) => header.id === id);
    if (!isKnown && senders.length === 0) return undefined;
    return {
      kind: 'template',
      id,
      heldRuns: [],
      senders: senders.map((sender) => explainSender(known, sender)),
    };
  },
};

function explainTrigger(
  known: Known,
  trigger: Trigger | JourneyTrigger,
  hasCondition: boolean,
): AbsentTrigger {
  if ('segment' in trigger)
    return { kind: 'membership', on: trigger.on, ...explainSegment(known, trigger.segment) };
  if ('schedule' in trigger) return { kind: 'schedule', ...explainSegment(known, trigger.audience.segment) };
  const events = 'event' in trigger ? [trigger.event].flat() : ['Enter Journey'];
  const source = 'event' in trigger ? trigger.source : undefined;
  const last = known.entries.findLast(
    (entry) => events.includes(entry.name) && (source === undefined || entry.source === source),
  );
  return {
    kind: 'event',
    events,
    ...omitAbsent({
      source,
      last:
        last === undefined
          ? undefined
          : {
              at: last.receivedAt,
              isTooOld: last.traces.some(({ reason }) => reason === 'event_too_old'),
            },
    }),
    hasCondition,
  };
}

function explainSegment({ profile, incomplete }: Known, segment: string) {
  const membership = profile === undefined ? undefined : readMembership(profile, segment);
  return {
    segment,
    ...omitAbsent({ membership }),
    isIncomplete: incomplete.includes(segment),
  };
}

type Sender = Pick<AbsentSender, 'kind' | 'id'>;

/** Rules, journeys and campaigns that send the template. */
function listSenders(template: string, program: ProgramSnapshot): readonly Sender[] {
  const journeys = program.journeys.map(({ document }) => document);
  return [...program.rules, ...journeys, ...program.campaigns]
    .filter((document) =>
      listReferences(document).some(({ kind, id }) => kind === 'template' && id === template),
    )
    .map(({ kind, id }) => ({ kind, id }));
}

function explainSender(known: Known, { kind, id }: Sender): AbsentSender {
  const isInside =
    kind === 'journey' && known.profile?.journeys.some(({ journey }) => journey === id) === true;
  const absence = isInside ? undefined : explainAbsence(known, kind, id);
  return { kind, id, isInside, ...omitAbsent({ absence }) };
}
