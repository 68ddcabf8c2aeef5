/** From a seed to a story: small, so that thousands can be tried, and with every kind of trouble somewhere. */

import { generateEvents } from './generate-events.ts';
import { addImport } from './generate-import.ts';
import { addSignIns } from './generate-sign-ins.ts';
import { addStraggler } from './generate-straggler.ts';
import { generateSurveys } from './generate-surveys.ts';
import { createRandom, type Random } from './random.ts';
import { type Config, type Edit, hour, minute, type Story } from './story.ts';
import type { Outage, Weather } from './weather.ts';

export function generateStory(seed: number): Story {
  const random = createRandom(seed, 'story');
  const people = random.pick([1, 1, 2, 2, 3]);
  const shared = people > 1 && random.chance(0.3) ? random.pick(['browser', 'mailbox'] as const) : undefined;
  const config = makeConfig(random);
  const edits = random.chance(0.4) ? resumeAtEnd(makeEdits(random, config)) : [];
  const moments = edits.map(({ at }) => at);
  const events = Array.from({ length: people }, (_, person) =>
    generateEvents(random, { person, shared, edits: moments }),
  ).flat();
  const surveys = generateSurveys(createRandom(seed, 'surveys'), events);
  const weather = makeWeather(random, moments[0]);
  const story = addStraggler({
    seed,
    drawSeed: seed,
    people,
    ...(shared === undefined ? {} : { shared }),
    events: [...events, ...surveys].sort((left, right) => left.at - right.at),
    config,
    edits,
    weather,
    environments: random.integer(2, 4),
    senders: 2,
    movesBack: random.chance(0.5) ? [random.integer(30, 150) * minute] : [],
    ...planBackfill(random, config, edits),
    withoutFaults: [],
  });
  return addImport(addSignIns(story));
}

function makeConfig(random: Random): Config {
  const firstWait = random.pick([10, 20, 40]);
  const rules = (['receipt', 'offer', 'third', 'back', 'text', 'nudge'] as const).filter(() =>
    random.chance(0.5),
  );
  return {
    rules,
    vipFrom: random.integer(1, 4),
    ifCapped: random.pick(['skip', 'wait']),
    ...(random.chance(0.7) ? { cap: random.integer(1, 3) } : {}),
    hasQuietHour: random.chance(0.3),
    hasCollection: random.chance(0.3),
    ...(random.chance(0.6) ? { onboarding: { status: 'live' as const, firstWait } } : {}),
    ...(random.chance(0.6) ? { cart: { wait: random.pick(['10:30', '12:00', 5, 30] as const) } } : {}),
    hasPoints: random.chance(0.3),
    ...(random.chance(0.15) ? { campaignAt: random.integer(20, 100) * minute } : {}),
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

/** Once the trait is published: people's history is brought to it. */
function planBackfill(random: Random, config: Config, edits: readonly Edit[]): Pick<Story, 'backfillAt'> {
  const added = config.hasPoints ? undefined : edits.find((edit) => edit.config.hasPoints);
  return added === undefined
    ? {}
    : { backfillAt: Math.max(added.at + 30 * minute, random.integer(60, 200) * minute) };
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

/** `edit`: moment of the first one. */
function makeWeather(random: Random, edit: number | undefined): Weather {
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
  // An environment that cannot read the program's pointer stays behind the others.
  if (!isFair && edit !== undefined && random.chance(0.3)) {
    const actor = `advance-${random.integer(1, 2)}`;
    outages.push({
      port: 'programStore',
      from: edit - 2_000,
      to: edit + 30 * minute,
      kind: 'fails before',
      actor,
    });
  }
  const count = isFair ? 0 : random.pick([0, 0, 1, 1, 2]);
  for (let index = 0; index < count; index++) {
    const from = random.integer(0, 90) * minute;
    outages.push({
      port: random.chance(0.4) ? 'timeline' : random.pick(ports),
      from,
      to: from + random.pick([0.05, 1, 5, 20, 30]) * minute,
      kind: random.chance(0.6) ? 'fails before' : 'takes nothing',
      ...(random.chance(0.3) ? { actor: `advance-${random.integer(1, 2)}` } : {}),
    });
  }
  return {
    faults: isFair ? 0 : random.pick([0.005, 0.02, 0.06]),
    stale: random.pick([0, 0.1, 0.4]),
    lag: random.pick([50, 500, 3_000, 10_000]),
    latency: random.pick([5, 30, 200]),
    repeats: isFair ? 0 : random.pick([0, 0.05, 0.2]),
    skew: random.pick([0, 0, 0, 0, 500, 500, 60_000, 60_000, 600_000]),
    outages,
    calmAt: 4 * hour,
  };
}
