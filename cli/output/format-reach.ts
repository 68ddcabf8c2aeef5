/** How many people the changes of a publication affect, in words. */

import type { ReachKind } from '../../app/inspect/reach/count-change.ts';
import type { ReachOfChange, ReachOfChanges } from '../../app/inspect/reach/count-reach-of-changes.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { formatCount, formatPeople } from './format-table.ts';

/** For `--json`. */
export function toPrintedReach({ people, isExact, profilesRead, changes }: ReachOfChanges): object {
  return {
    people,
    isEstimate: !isExact,
    profilesRead,
    changes: changes.map(({ label, people, atMost, needsApproval }) => ({
      document: label,
      people,
      ...omitAbsent({ atMost, needsApproval }),
    })),
  };
}

export function formatReach({
  people,
  isExact,
  profilesRead,
  unreadable,
  changes,
}: ReachOfChanges): string[] {
  const heading = isExact
    ? `Affected now, of ${formatPeople(people)}:`
    : `Affected now, of about ${formatPeople(people)}, estimated from a sample of ${profilesRead.toLocaleString('en-US')}:`;
  return [
    heading,
    ...formatChanges(changes),
    ...(unreadable === 0 ? [] : [`${formatCount(unreadable, 'profile')} could not be read.`]),
  ];
}

/** Changes that affect no one yet share a line, so that the others are easy to see. */
function formatChanges(changes: readonly ReachOfChange[]): string[] {
  const isShown = ({ kind, people }: ReachOfChange): boolean => people > 0 || shownAtZero.has(kind);
  const [content = [], rest = []] = [true, false].map((isContent) =>
    changes
      .filter((change) => !isShown(change) && contentKinds.has(change.kind) === isContent)
      .map(({ label }) => label),
  );
  return [
    ...changes.filter(isShown).map((change) => `  ${change.label}: ${describeChange(change)}`),
    ...(content.length === 0 ? [] : [`  messages from now on: ${content.join(', ')}`]),
    ...(rest.length === 0 ? [] : [`  no one now, only future events: ${rest.join(', ')}`]),
  ];
}

/** Content: also of messages that people who are in a journey get later. */
const contentKinds: ReadonlySet<ReachKind> = new Set(['held', 'block']);

/** It matters whom a segment, a campaign or a scheduled journey finds, also when that is no one. */
const shownAtZero: ReadonlySet<ReachKind> = new Set(['member', 'campaign', 'schedule']);

function describeChange(change: ReachOfChange): string {
  const text = words[change.kind](nameEstimate(change), change);
  return change.needsApproval === true
    ? `${text}. More than maxRecipients (${change.limit?.toLocaleString('en-US')}): its run will wait for \`percorso campaign approve\``
    : text;
}

/** `people`: `about 1,200 people`. */
const words: Record<ReachKind, (people: string, change: ReachOfChange) => string> = {
  member: (people) => `${people} in it by the new definition`,
  campaign: (people, { segment, id }) =>
    `${people} in its segment ${segment}; to see who gets it: \`percorso campaign preview ${id}\``,
  schedule: (people, { segment }) =>
    `${people} in its segment ${segment}, who may enter at its next scheduled time`,
  inside: (people) => `${people} inside; others enter by future events`,
  held: (people) =>
    `${people} with a waiting message of it or in a journey that sends it; messages from now on use the new content`,
  policy: (people) => `${people} with waiting messages, which it will evaluate; later every person`,
  block: (people) => people,
  none: (people) => people,
};

function nameEstimate({ people, atMost }: ReachOfChange): string {
  if (atMost === undefined) return formatPeople(people);
  const most = formatPeople(Math.round(atMost));
  return people === 0 ? `fewer than ${most}` : `about ${formatPeople(people)}, at most ${most},`;
}
