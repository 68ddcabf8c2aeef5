/** From a seed to a story: small, so that thousands can be tried, and with every kind of trouble somewhere. */
import { createRandom, type Random } from './random.ts';
import { type Config, type Edit, hour, type Ids, minute, type Story, type StoryEvent } from './story.ts';
import type { Outage, Weather } from './weather.ts';

export function generateStory(seed: number): Story {
  const random = createRandom(seed, 'story');
  const people = random.integer(1, 3);
  const config = makeConfig(random);
  const edits = random.chance(0.4) ? resumeAtEnd(makeEdits(random, config)) : [];
  const events = Array.from({ length: people }, (_, person) =>
    makeEvents(
      random,
      person,
      edits.map(({ at }) => at),
    ),
  ).flat();
  const weather = makeWeather(random);
  return {
    seed,
    drawSeed: seed,
    people,
    events: events.sort((left, right) => left.at - right.at),
    config,
    edits,
    weather,
    environments: random.integer(2, 4),
    senders: 2,
    movesBack: random.chance(0.5) ? [random.integer(30, 150) * minute] : [],
    ...(edits.some((edit) => edit.config.hasPoints) && !config.hasPoints ? { backfillAt: 5 * hour } : {}),
    withoutFaults: [],
  };
}

function makeConfig(random: Random): Config {
  const firstWait = random.pick([10, 20, 40]);
  return {
    vipFrom: random.integer(1, 4),
    ifCapped: random.pick(['skip', 'wait']),
    ...(random.chance(0.7) ? { cap: random.integer(1, 3) } : {}),
    hasQuietHour: random.chance(0.3),
    hasCollection: random.chance(0.3),
    ...(random.chance(0.6) ? { onboarding: { status: 'live' as const, firstWait } } : {}),
    ...(random.chance(0.6) ? { cart: { wait: random.pick(['noon' as const, 5, 30]) } } : {}),
    hasPoints: random.chance(0.3),
  };
}

function makeEdits(random: Random, config: Config): readonly Edit[] {
  const at = random.integer(1, 100) * minute + random.integer(0, 999);
  const first = editConfig(random, config);
  if (random.chance(0.5)) return [{ at, config: first }];
  return [
    { at, config: first },
    { at: at + random.integer(1, 40) * minute, config: editConfig(random, first) },
  ];
}

/** A journey that stays paused keeps its people for ever: it is resumed while the storm still lasts. */
function resumeAtEnd(edits: readonly Edit[]): readonly Edit[] {
  const config = edits.at(-1)?.config;
  if (config?.onboarding?.status !== 'paused') return edits;
  const resumed = { ...config, onboarding: { ...config.onboarding, status: 'live' as const } };
  return [...edits, { at: 3.5 * hour, config: resumed }];
}

function editConfig(random: Random, config: Config): Config {
  const { onboarding, cart } = config;
  switch (random.integer(0, 5)) {
    case 0:
      return { ...config, vipFrom: Math.max(1, config.vipFrom + random.pick([-1, 1])) };
    case 1:
      return { ...config, hasPoints: true };
    case 2:
      return cart === undefined ? { ...config, cart: { wait: 30 } } : { ...config, cart: { wait: 20 } };
    case 3:
      if (onboarding !== undefined) {
        const status = onboarding.status === 'live' ? random.pick(['paused', 'archived'] as const) : 'live';
        return {
          ...config,
          onboarding: { ...onboarding, status: onboarding.status === 'archived' ? 'archived' : status },
        };
      }
      break;
    case 4:
      if (onboarding !== undefined)
        return {
          ...config,
          onboarding: { ...onboarding, firstWait: onboarding.firstWait + 15, moves: random.chance(0.5) },
        };
      break;
  }
  return onboarding === undefined
    ? { ...config, onboarding: { status: 'live', firstWait: random.pick([10, 20]) } }
    : { ...config, vipFrom: Math.max(1, config.vipFrom - 1) };
}

/** Each event carries the person's own key, so that any order of arrival makes one person. */
function makeEvents(random: Random, person: number, edits: readonly number[]): readonly StoryEvent[] {
  const names = {
    userId: `user-${person}`,
    anonymousId: `browser-${person}`,
    email: `person-${person}@example.com`,
  };
  const own = random.pick(['userId', 'anonymousId', 'email'] as const);
  const isBusy = random.chance(0.3);
  const count = isBusy ? random.integer(12, 18) : random.integer(2, 8);
  const first = random.integer(0, 20 * minute);
  const span = isBusy ? random.integer(70, 120) * minute : random.integer(1, 90) * minute;
  const events: StoryEvent[] = [];
  for (let index = 0; index < count; index++) {
    const edit = edits.length > 0 && random.chance(0.25) ? random.pick(edits) : undefined;
    // Several things are said at the same moment, or while a program is being published.
    const previous = events.at(-1)?.at;
    const at =
      edit !== undefined
        ? edit + random.integer(-1_000, 4_000)
        : previous !== undefined && random.chance(0.2)
          ? previous + random.integer(0, 500)
          : first + random.integer(0, span);
    const late = random.chance(0.2)
      ? random.integer(1, 90) * minute
      : random.chance(0.05)
        ? 72 * hour
        : random.integer(0, 900);
    events.push({
      ...makeContent(random, index),
      id: `${person}-${index}`,
      person,
      at: Math.max(0, at),
      occurredAt: Math.max(0, at) - late,
      ids: chooseIds(random, names, own),
    });
  }
  return events;
}

function chooseIds(random: Random, names: Required<Ids>, own: keyof Ids): Ids {
  const ids = Object.entries(names).filter(
    ([key]) => key === own || random.chance(key === 'email' ? 0.5 : 0.3),
  );
  return Object.fromEntries(ids);
}

function makeContent(random: Random, index: number): Pick<StoryEvent, 'name'> & Partial<StoryEvent> {
  if (index === 0 || random.chance(0.08)) return { name: 'Signed Up' };
  const cart = `cart-${random.integer(1, 3)}`;
  const kind = random.next();
  if (kind < 0.45) return { name: 'Order Completed', revenue: random.integer(1, 9) * 10, cart };
  if (kind < 0.75) return { name: 'Cart Updated', cart };
  if (kind < 0.85) return { name: 'Plan Chosen', plan: `plan-${index}` };
  return { name: 'Page Viewed' };
}

function makeWeather(random: Random): Weather {
  const isFair = random.chance(0.15);
  const outages: Outage[] = [];
  const ports = [
    'timeline',
    'queues',
    'statistics',
    'programStore',
    'profiles',
    'identities',
    'events',
    'ledger',
  ];
  const count = isFair ? 0 : random.pick([0, 0, 1, 1, 2]);
  for (let index = 0; index < count; index++) {
    const from = random.integer(0, 90) * minute;
    outages.push({
      port: random.chance(0.4) ? 'timeline' : random.pick(ports),
      from,
      to: from + random.pick([1, 5, 25, 50]) * minute,
      kind: random.chance(0.6) ? 'fails before' : 'takes nothing',
      ...(random.chance(0.3) ? { actor: `advance-${random.integer(1, 2)}` } : {}),
    });
  }
  return {
    faults: isFair ? 0 : random.pick([0.005, 0.02, 0.06]),
    stale: random.pick([0, 0.1, 0.4]),
    lag: random.pick([50, 500, 3_000]),
    latency: random.pick([5, 30, 200]),
    repeats: isFair ? 0 : random.pick([0, 0.05, 0.2]),
    skew: random.pick([0, 0, 500, 60_000]),
    outages,
    calmAt: 4 * hour,
  };
}
