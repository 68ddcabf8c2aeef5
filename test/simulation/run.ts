/** Plays one story to its end: the storm, then calm weather until everything has come to rest. */
import { makeDocuments } from './documents.ts';
import { makeTouchpointText } from './event-text.ts';
import { startAdvance, startFanOut, startSender } from './functions.ts';
import { playImport, undoImport } from './play-import.ts';
import { Scheduler } from './scheduler.ts';
import { hour, minute, type Story, startOfWorld } from './story.ts';
import { startTicks } from './ticks.ts';
import type { Journal } from './worker.ts';
import { createWorld, type World, warmUp } from './world.ts';

export interface Line {
  readonly at: number;
  readonly actor: string;
  readonly text: string;
}

export interface Played {
  readonly world: World;
  readonly steps: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly lines: readonly Line[];
  /** False: something never came to rest. */
  readonly isAtRest: boolean;
}

/** Times that dead letters are moved back in calm weather: what is a dead letter then can never be done. */
const movesInCalm = 4;
/** In calm weather, everything ends within this: waits are hours at most, and dead letters are moved back each hour. */
const longestCalm = 96 * hour;

/** `keepLines`: keep a line for everything that happens. */
export async function playStory(story: Story, keepLines = false): Promise<Played> {
  const counts: Record<string, number> = {};
  const lines: Line[] = [];
  const scheduler = new Scheduler(startOfWorld);
  const journal: Journal = {
    count(what) {
      counts[what] = (counts[what] ?? 0) + 1;
    },
    note(actor, text) {
      if (keepLines) lines.push({ at: scheduler.now, actor, text: text() });
    },
  };
  await warmUp(makeDocuments(story.config));
  const world = createWorld(story, scheduler, journal);
  const ticks = await open(story, world);
  const calmAt = startOfWorld + story.weather.calmAt;
  await scheduler.run(calmAt);
  const isAtRest = (await comeToRest(world, ticks, calmAt)) && (await undoAgain(world, ticks));
  const templates = new Set(world.published.map(({ template }) => template));
  if (templates.has('confirm')) journal.count('worlds with a confirmation asked for');
  if (templates.has('survey')) journal.count('worlds with a message after a confirmation');
  const ids = world.stores.profiles.listIds();
  const stored = await Promise.all(ids.map((id) => world.stores.profiles.loadStored(id)));
  if (stored.some((profile) => profile?.mergedInto !== undefined)) journal.count('worlds with a merge');
  return { world, steps: scheduler.steps, counts, lines, isAtRest };
}

async function open(story: Story, world: World): Promise<ReturnType<typeof startTicks>> {
  const { scheduler, queues, journal } = world;
  const { config, weather } = story;
  if (config.campaignAt !== undefined) journal.count('worlds with a campaign');
  if (weather.skew > 0) journal.count('worlds with clocks that differ');
  if (weather.outages.length > 0) journal.count('worlds with an outage');
  const ticks = startTicks(world);
  await ticks.open(story.config);
  for (let index = 1; index <= story.environments; index++) startAdvance(world, `advance-${index}`);
  for (let index = 1; index <= story.senders; index++) startSender(world, 'email', index);
  startSender(world, 'sms', 1);
  startSender(world, 'push', 1);
  startFanOut(world, 'walk-1');
  startFanOut(world, 'walk-2');
  for (const event of story.events) {
    scheduler.at(startOfWorld + event.at, () => {
      journal.note(
        'bus',
        () => `${event.id} ${event.name} of person ${event.person} ${JSON.stringify(event.ids)}`,
      );
      queues.profile.send(makeTouchpointText(event));
    });
  }
  if (story.imported !== undefined) playImport(world, story.imported);
  for (const { at, config } of story.edits) {
    scheduler.at(startOfWorld + at, () => {
      journal.count('edits');
      journal.note('marketer', () => `edits the documents: ${JSON.stringify(config)}`);
      void ticks.edit(config);
    });
  }
  for (const at of story.movesBack) scheduler.at(startOfWorld + at, () => void moveBack(world));
  if (story.backfillAt !== undefined) {
    scheduler.at(startOfWorld + story.backfillAt, () => ticks.requestBackfill());
  }
  return ticks;
}

/** Rows may have been on their way at the first undo: the command is repeated, and then nothing of the import is left. */
async function undoAgain(world: World, ticks: ReturnType<typeof startTicks>): Promise<boolean> {
  if (world.story.imported?.undoAt === undefined) return true;
  await undoImport(world);
  return comeToRest(world, ticks, world.scheduler.now);
}

function moveBack({ queues, journal }: World): number {
  let moved = 0;
  for (const queue of Object.values(queues)) {
    const count = queue.moveDeadLettersBack();
    moved += count;
    if (count > 0) journal.note('operator', () => `moves ${count} dead letters of ${queue.name} back`);
    for (let index = 0; index < count; index++) journal.count('dead letters moved back');
  }
  return moved;
}

async function comeToRest(
  world: World,
  ticks: ReturnType<typeof startTicks>,
  calmAt: number,
): Promise<boolean> {
  const { scheduler, queues } = world;
  let moves = 0;
  for (let now = calmAt; now < calmAt + longestCalm; now += 10 * minute) {
    await scheduler.run(now);
    const isEmpty = Object.values(queues).every((queue) => queue.isEmpty);
    const hasDeadLetters = Object.values(queues).some((queue) => queue.deadLetters > 0);
    if (hasDeadLetters && moves < movesInCalm && (now - calmAt) % hour === 0) {
      moves += 1;
      moveBack(world);
    } else if (isEmpty && (!hasDeadLetters || moves === movesInCalm) && (await ticks.isQuiet())) {
      return !hasDeadLetters;
    }
  }
  return false;
}
