/** Which people a change of the program concerns now, by what kind of document it is. Pure. */

import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { type DocumentKind, isDocumentKind } from '../../../engine/model/documents/documents.ts';
import type { JourneyStep } from '../../../engine/model/documents/journey-document.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';

/**
 * Who counts: `member`: people in the segment; `campaign` and `schedule`: people in its audience; `inside`: people in the
 * journey; `held`: people with a message of the template that waits, or in a journey that sends it; `policy`: people with
 * any message that waits; `block`: not counted, the templates that use it are changed too.
 */
export type ReachKind = 'member' | 'campaign' | 'schedule' | 'inside' | 'held' | 'policy' | 'block' | 'none';

/** A changed document, and the people who count. */
export interface ChangeReach {
  /** `segment/vip`. */
  readonly label: string;
  readonly kind: ReachKind;
  /** Id of the document. */
  readonly id: string;
  /** The audience of a campaign or of a scheduled journey. */
  readonly segment?: string;
  /** The policy's `maxRecipients`, for a campaign. */
  readonly limit?: number;
  /** `after`: as the new program evaluates the person; `before`: as stored. */
  counts(after: Profile, before: Profile): boolean;
}

/** Labels (`segment/vip`) of documents in force. Traits and rules concern no one before the next event. */
export function listReaches(labels: readonly string[], snapshot: ProgramSnapshot): readonly ChangeReach[] {
  return labels.flatMap((label) => findReach(label, snapshot) ?? []);
}

function findReach(label: string, snapshot: ProgramSnapshot): ChangeReach | undefined {
  const [kind, id = ''] = label.split('/', 2);
  return isDocumentKind(kind) ? finders[kind](label, id, snapshot) : undefined;
}

type ReachFinder = (label: string, id: string, snapshot: ProgramSnapshot) => ChangeReach | undefined;

const findNone: ReachFinder = (label, id) => ({ label, kind: 'none', id, counts: () => false });

const finders: Readonly<Record<DocumentKind, ReachFinder>> = {
  segment: (label, id) => ({
    label,
    kind: 'member',
    id,
    counts: (after) => Object.hasOwn(after.segments, id),
  }),
  campaign: findCampaign,
  journey: findJourney,
  template: findTemplate,
  policy: (label, id) => ({
    label,
    kind: 'policy',
    id,
    counts: (_after, before) => before.held.length > 0,
  }),
  rule: findNone,
  trait: findNone,
  purpose: findNone,
  topic: findNone,
  block: (label, id) => ({ label, kind: 'block', id, counts: () => false }),
  event: findNone,
  link: findNone,
  query: findNone,
};

/** People inside may be before the step that sends it: its content is that of the time of sending. */
function findTemplate(label: string, id: string, { journeys }: ProgramSnapshot): ChangeReach {
  const isSent = ({ steps }: { readonly steps: Readonly<Record<string, JourneyStep>> }): boolean =>
    Object.values(steps).some((step) => step.type === 'send' && step.template === id);
  const senders = new Set(
    journeys
      .filter(({ document, earlier }) => [document, ...earlier.map(({ graph }) => graph)].some(isSent))
      .map(({ document }) => document.id),
  );
  return {
    ...{ label, kind: 'held', id },
    counts: (_after, { held, journeys: positions }) =>
      held.some(({ template }) => template === id) || positions.some(({ journey }) => senders.has(journey)),
  };
}

function findCampaign(label: string, id: string, snapshot: ProgramSnapshot): ChangeReach | undefined {
  const campaign = snapshot.campaigns.find((document) => document.id === id);
  if (campaign === undefined) return undefined;
  const { segment } = campaign.audience;
  const limit = snapshot.policy.campaigns?.maxRecipients;
  return {
    label,
    kind: 'campaign',
    id,
    segment,
    counts: (after) => Object.hasOwn(after.segments, segment),
    ...omitAbsent({ limit }),
  };
}

function findJourney(label: string, id: string, snapshot: ProgramSnapshot): ChangeReach | undefined {
  const trigger = snapshot.journeys.find(({ document }) => document.id === id)?.document.trigger;
  if (trigger === undefined) return undefined;
  if ('schedule' in trigger) {
    const { segment } = trigger.audience;
    return {
      label,
      kind: 'schedule',
      id,
      segment,
      counts: (after) => Object.hasOwn(after.segments, segment),
    };
  }
  return {
    label,
    kind: 'inside',
    id,
    counts: (_after, before) => before.journeys.some(({ journey }) => journey === id),
  };
}
