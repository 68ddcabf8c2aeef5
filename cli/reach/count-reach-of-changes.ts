/** Counts the people that each change affects now. A failure is reported and never stops publishing. */
import type { ProfileScanner } from '../../app/ports/ports.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { evaluateNow } from '../../engine/decide/is-member.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import { formatPeople } from '../commands/people.ts';
import { explainFailure } from '../explain-failure.ts';
import { formatCount } from '../output/format-table.ts';
import { type ChangeReach, listReaches } from './count-change.ts';
import { defaultSample, type PeopleSample, type SampleOptions, samplePeople } from './sample-people.ts';

export interface ReachReport {
  readonly json: unknown;
  readonly lines: readonly string[];
}

export interface ReachWorld {
  /** Throws when the stage or the permission is missing. */
  openScanner(): Promise<Pick<ProfileScanner, 'scan'>>;
  readonly endpoint?: string | undefined;
  readonly sample?: SampleOptions;
}

/** `snapshot`: the program with the changes; undefined when nothing changed. `now`: epoch ms. */
export async function countReachOfChanges(
  labels: readonly string[],
  snapshot: ProgramSnapshot,
  { openScanner, endpoint, sample: options = defaultSample }: ReachWorld,
  now: number,
): Promise<ReachReport | undefined> {
  const reaches = listReaches(labels, snapshot);
  if (reaches.length === 0) return undefined;
  try {
    const { profiles, ...sample } = await samplePeople(await openScanner(), options);
    const program = compileProgram(snapshot);
    const counts = new Map(reaches.map((reach) => [reach, 0]));
    let failed = 0;
    for (const profile of profiles) {
      try {
        const after = evaluateNow(profile, program, now);
        for (const reach of reaches) {
          if (reach.counts(after, profile)) counts.set(reach, (counts.get(reach) ?? 0) + 1);
        }
      } catch {
        failed += 1;
      }
    }
    return describe(counts, { ...sample, unreadable: sample.unreadable + failed });
  } catch (error) {
    const { problem } = explainFailure(error, endpoint);
    return {
      json: { problem },
      lines: [`The affected people were not counted. ${problem}`],
    };
  }
}

function describe(counts: ReadonlyMap<ChangeReach, number>, sample: PeopleSample): ReachReport {
  const isExact = sample.weight === 1;
  const changes = [...counts].map(([{ label, limit }, found]) => ({
    document: label,
    people: found * sample.weight,
    ...(isExact ? {} : { atMost: limitFromSample(found) * sample.weight }),
    ...(limit === undefined ? {} : { needsApproval: found * sample.weight > limit }),
  }));
  const total = sample.read * sample.weight;
  const heading = isExact
    ? `Affected now, of ${formatPeople(total)}:`
    : `Affected now, of about ${formatPeople(total)}, estimated from a sample of ${sample.read.toLocaleString('en-US')}:`;
  return {
    json: { people: total, isEstimate: !isExact, profilesRead: sample.read, changes },
    lines: [
      heading,
      ...describeChanges(counts, sample.weight),
      ...(sample.unreadable === 0 ? [] : [`${formatCount(sample.unreadable, 'profile')} could not be read.`]),
    ],
  };
}

/** Changes that affect no one yet share a line, so that the others are easy to see. */
function describeChanges(counts: ReadonlyMap<ChangeReach, number>, weight: number): string[] {
  const shown = [...counts].filter(([{ isShownAtZero }, found]) => found > 0 || isShownAtZero);
  const rest = [...counts.keys()]
    .filter((reach) => !shown.some(([one]) => one === reach))
    .map(({ label }) => label);
  return [
    ...shown.map(([reach, found]) => `  ${reach.label}: ${describeOne(reach, found, weight)}`),
    ...(rest.length === 0 ? [] : [`  no one now, only future events: ${rest.join(', ')}`]),
  ];
}

function describeOne(reach: ChangeReach, found: number, weight: number): string {
  const text = reach.describe(nameEstimate(found, weight));
  const isHeld = reach.limit !== undefined && found * weight > reach.limit;
  return isHeld
    ? `${text}. More than maxRecipients (${reach.limit?.toLocaleString('en-US')}): its run will wait for \`percorso campaign approve\``
    : text;
}

function nameEstimate(found: number, weight: number): string {
  if (weight === 1) return formatPeople(found);
  const most = formatPeople(Math.round(limitFromSample(found) * weight));
  return found === 0 ? `fewer than ${most}` : `about ${formatPeople(found * weight)}, at most ${most},`;
}

/** Upper bound of the 95 % interval of a Poisson count; for a count of zero, the rule of three. */
function limitFromSample(found: number): number {
  return found === 0 ? 3 : found + 1.96 * Math.sqrt(found) + 2;
}
