/** `percorso people`: the number of people on each step of a journey, by version, and since when. */

import { countJourney, isMoving, type StepCount } from '../../../app/inspect/count-journey.ts';
import type { PublishedJourney } from '../../../engine/model/program-snapshot.ts';
import { describeUnknownDocument } from '../../output/describe-unknown.ts';
import { describeUnreadable } from '../../output/describe-unreadable.ts';
import { formatLength, formatMoment } from '../../output/format-moment.ts';
import { formatCount, formatPeople, formatTable } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';

/** `now`: epoch ms. */
export async function showPeople(
  id: string,
  stores: Parameters<typeof countJourney>[1],
  { now, onProgress }: { readonly now: number; readonly onProgress?: (read: number) => void },
): Promise<CommandResult> {
  const count = await countJourney(id, stores, onProgress);
  if (count.outcome === 'unknown_journey') return describeUnknownDocument('journey', id, count.known);
  const { published, people, instances, steps, profilesRead, unreadable } = count;
  return {
    exitCode: unreadable.length === 0 ? 0 : 1,
    json: {
      journey: published.document.id,
      version: published.version,
      status: published.document.status,
      people,
      instances,
      profilesRead,
      unreadable,
      steps: steps.map(toJson),
    },
    lines: [
      describeJourney(published),
      ...formatSteps(steps, published, now),
      ...explainMoves(steps, published),
      `${formatPeople(people)} inside${instances === people ? '' : `, ${formatCount(instances, 'instance')}`}; ${formatCount(profilesRead, 'profile')} read.`,
      ...describeUnreadable(unreadable),
    ],
  };
}

function describeJourney({ document, version }: PublishedJourney): string {
  const name = document.name === undefined ? '' : ` (${document.name})`;
  return `Journey ${document.id}${name}: ${document.status}, version ${version}.`;
}

function formatSteps(counts: readonly StepCount[], published: PublishedJourney, now: number): string[] {
  if (counts.length === 0) return ['No one is inside.'];
  const rows = counts.map(({ version, step, people, oldest, median, newest }) => [
    `version ${version}${nameVersion(version, published)}`,
    step,
    people.toLocaleString('en-US'),
    `${formatMoment(oldest)} (${formatLength(now - oldest)})`,
    formatMoment(median),
    formatMoment(newest),
  ]);
  return formatTable([['', 'step', 'people', 'oldest since', 'median', 'newest'], ...rows], '  ');
}

function nameVersion(version: number, published: PublishedJourney): string {
  if (version === published.version) return '';
  return isMoving(version, published) ? ' (being moved)' : ' (earlier)';
}

function explainMoves(counts: readonly StepCount[], published: PublishedJourney): string[] {
  if (!counts.some(({ version }) => isMoving(version, published))) return [];
  return ['People on an old version migrate within minutes, or at their next event.'];
}

function toJson({ version, step, people, oldest, median, newest }: StepCount): object {
  const toText = (at: number) => new Date(at).toISOString();
  return { version, step, people, oldest: toText(oldest), median: toText(median), newest: toText(newest) };
}
