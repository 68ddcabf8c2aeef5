/** Counts the people that a change of the program affects now, by kind of document. Pure. */

import type { Profile } from '../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';

/** How to find the affected people, and how to describe their number. */
export interface ChangeReach {
  readonly label: string;
  /** `after`: as the new program evaluates the person; `before`: as stored. */
  counts(after: Profile, before: Profile): boolean;
  /** `people`: `about 1,200 people`. */
  describe(people: string): string;
  /** Print a line even for zero people: the audience of a segment, a campaign or a scheduled journey. */
  readonly isShownAtZero: boolean;
  /** Set for a campaign that `maxRecipients` would hold. */
  readonly limit?: number;
}

/** Labels (`segment/vip`) of published documents. Traits and rules affect no one before the next event. */
export function listReaches(labels: readonly string[], snapshot: ProgramSnapshot): readonly ChangeReach[] {
  return labels.flatMap((label) => describeReach(label, snapshot) ?? []);
}

const seen = { isShownAtZero: true };
const unseen = { isShownAtZero: false };

function describeReach(label: string, snapshot: ProgramSnapshot): ChangeReach | undefined {
  const [kind, id = ''] = label.split('/', 2);
  switch (kind) {
    case 'segment':
      return {
        label,
        ...seen,
        counts: (after) => Object.hasOwn(after.segments, id),
        describe: (people) => `${people} in it by the new definition`,
      };
    case 'campaign':
      return describeCampaign(label, id, snapshot);
    case 'journey':
      return describeJourney(label, id, snapshot);
    case 'template':
      return {
        label,
        ...unseen,
        counts: (_after, before) => before.held.some(({ template }) => template === id),
        describe: (people) => `${people} with a waiting message of it; new messages use the new content`,
      };
    case 'policy':
      return {
        label,
        ...unseen,
        counts: (_after, before) => before.held.length > 0,
        describe: (people) => `${people} with waiting messages, which it will evaluate; later every person`,
      };
    case 'rule':
    case 'trait':
      return { label, ...unseen, counts: () => false, describe: (people) => people };
    default:
      return undefined;
  }
}

function describeCampaign(label: string, id: string, snapshot: ProgramSnapshot): ChangeReach | undefined {
  const campaign = snapshot.campaigns.find((document) => document.id === id);
  if (campaign === undefined) return undefined;
  const { segment } = campaign.audience;
  const limit = snapshot.policy.campaigns?.maxRecipients;
  return {
    label,
    ...seen,
    counts: (after) => Object.hasOwn(after.segments, segment),
    describe: (people) =>
      `${people} in its segment ${segment}; to see who gets it: \`percorso campaign preview ${id}\``,
    ...(limit === undefined ? {} : { limit }),
  };
}

function describeJourney(label: string, id: string, snapshot: ProgramSnapshot): ChangeReach | undefined {
  const trigger = snapshot.journeys.find(({ document }) => document.id === id)?.document.trigger;
  if (trigger === undefined) return undefined;
  if ('schedule' in trigger) {
    const { segment } = trigger.audience;
    return {
      label,
      ...seen,
      counts: (after) => Object.hasOwn(after.segments, segment),
      describe: (people) => `${people} in its segment ${segment}, who may enter at its next scheduled time`,
    };
  }
  return {
    label,
    ...unseen,
    counts: (_after, before) => before.journeys.some(({ journey }) => journey === id),
    describe: (people) => `${people} inside; others enter by future events`,
  };
}
