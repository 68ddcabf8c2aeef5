/** Cuts a failing story down to what is needed for it to fail: greedy, by trying to leave things out. */
import { checkWorld } from './check.ts';
import { playStory } from './run.ts';
import type { ImportRow, Story } from './story.ts';
import type { Violation } from './violation.ts';

/** A story of which little can be left out would be tried for hours. */
const mostPlays = 1_000;

/** The violations of the story; `rule`: only of that one. */
export async function findViolations(story: Story, rule?: string): Promise<readonly Violation[]> {
  const found = await checkWorld(await playStory(story));
  return rule === undefined ? found : found.filter((violation) => violation.rule === rule);
}

/**
 * A smaller story that breaks the same rule. Leaving something out changes which faults strike when, so every smaller
 * story is tried with several draws.
 */
export async function shrinkStory(story: Story, rule: string, draws = 6): Promise<Story> {
  let plays = 0;
  const fails = async (candidate: Story): Promise<Story | undefined> => {
    for (let draw = 0; draw < draws && plays < mostPlays; draw++) {
      plays += 1;
      const tried = draw === 0 ? candidate : { ...candidate, drawSeed: candidate.drawSeed + draw * 7_919 };
      if ((await findViolations(tried, rule)).length > 0) return tried;
    }
    return undefined;
  };
  let smallest = story;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    for (const candidate of listSmaller(smallest)) {
      const failing = await fails(candidate(smallest));
      if (failing === undefined || measure(failing) >= measure(smallest)) continue;
      smallest = failing;
      isSmaller = true;
    }
  }
  return leaveFaultsOut(smallest, rule);
}

type Cut = (story: Story) => Story;

/** Ways to make a story smaller, the coarse ones first. */
function listSmaller(story: Story): readonly Cut[] {
  const people = Array.from({ length: story.people }, (_, person) => person);
  return [
    ...people.map(
      (person): Cut =>
        (now) =>
          keepEvents(now, (event) => event.person !== person),
    ),
    (now) => ({ ...now, edits: [] }),
    (now) => ({ ...now, weather: { ...now.weather, outages: [] } }),
    (now) => ({ ...now, weather: { ...now.weather, faults: 0 } }),
    (now) => ({ ...now, weather: { ...now.weather, faults: now.weather.faults / 4 } }),
    (now) => ({ ...now, weather: { ...now.weather, stale: 0 } }),
    (now) => ({ ...now, weather: { ...now.weather, repeats: 0 } }),
    (now) => ({ ...now, weather: { ...now.weather, skew: 0 } }),
    (now) => ({ ...now, movesBack: [] }),
    (now) => ({ ...now, environments: Math.max(1, now.environments - 1) }),
    (now) => ({ ...now, senders: 1 }),
    (now) => omit(now, 'backfillAt'),
    (now) => omit(now, 'imported'),
    ...(story.imported?.rows ?? []).map(
      ({ id }): Cut =>
        (now) =>
          keepRows(now, (row) => row.id !== id),
    ),
    ...(['cart', 'onboarding', 'cap', 'campaignAt'] as const).map(
      (name): Cut =>
        (now) => ({
          ...now,
          config: omit(now.config, name),
          edits: now.edits.map((edit) => ({ ...edit, config: omit(edit.config, name) })),
        }),
    ),
    ...story.edits.map(
      (edit): Cut =>
        (now) => ({ ...now, edits: now.edits.filter(({ at }) => at !== edit.at) }),
    ),
    ...story.events.map(
      ({ id }): Cut =>
        (now) =>
          keepEvents(now, (event) => event.id !== id),
    ),
  ];
}

function keepEvents(story: Story, isKept: (event: Story['events'][number]) => boolean): Story {
  return { ...story, events: story.events.filter(isKept) };
}

function keepRows(story: Story, isKept: (row: ImportRow) => boolean): Story {
  const { imported } = story;
  return imported === undefined
    ? story
    : { ...story, imported: { ...imported, rows: imported.rows.filter(isKept) } };
}

function omit<Target extends object, Name extends keyof Target>(target: Target, name: Name): Target {
  const { [name]: _left, ...rest } = target;
  return rest as Target;
}

/** The fewer of all these, the smaller. */
function measure({
  events,
  edits,
  weather,
  movesBack,
  environments,
  senders,
  config,
  imported,
}: Story): number {
  const { faults, stale, repeats, skew, outages } = weather;
  const settings = [stale, repeats, skew].filter((value) => value > 0).length;
  const members = Object.keys(config).length + environments + senders + movesBack.length;
  const rows = imported?.rows.length ?? 0;
  return (
    (events.length + rows) * 10 +
    edits.length * 10 +
    outages.length * 5 +
    settings * 5 +
    faults * 100 +
    members
  );
}

/** Of the faults that are left, those that do not matter. */
async function leaveFaultsOut(story: Story, rule: string): Promise<Story> {
  let smallest = story;
  const { lines } = await playStory(story, true);
  const keys = lines.flatMap(({ text }) => /\[([^\]]+\/\d+)\]$/.exec(text)?.[1] ?? []);
  for (const key of [...new Set(keys)].slice(0, mostPlays / 4)) {
    const candidate = { ...smallest, withoutFaults: [...smallest.withoutFaults, key] };
    if ((await findViolations(candidate, rule)).length > 0) smallest = candidate;
  }
  return smallest;
}
