/** What the invariants let pass, and only that: each story is written for one case, and no fault is drawn. */
import { describe, expect, it } from 'vitest';
import { checkWorld } from './check.ts';
import { readFacts } from './facts.ts';
import { findCountedAgain } from './find-counted-again.ts';
import { generateStory } from './generate.ts';
import { type Played, playStory } from './run.ts';
import { minute, type Story, type StoryEvent } from './story.ts';
import type { Outage } from './weather.ts';

const second = 1_000;

function makeEvent(id: string, at: number, content: Partial<StoryEvent> = {}): StoryEvent {
  const person = content.person ?? 0;
  const ids = { userId: `user-${person}`, email: 'family@example.com' };
  return { id, person, name: 'Page Viewed', at, occurredAt: at, ids, ...content };
}

function makeStory(
  events: readonly StoryEvent[],
  outages: readonly Outage[],
  rules: Story['config']['rules'],
): Story {
  return {
    seed: 1,
    drawSeed: 1,
    people: 1 + Math.max(...events.map(({ person }) => person)),
    events,
    edits: [],
    config: {
      rules,
      vipFrom: 9,
      ifCapped: 'skip',
      hasQuietHour: false,
      hasCollection: false,
      hasPoints: false,
    },
    weather: {
      ...generateStory(1).weather,
      faults: 0,
      stale: 0,
      repeats: 0,
      lag: 0,
      latency: 5,
      skew: 0,
      outages,
      calmAt: 60 * minute,
    },
    environments: 1,
    senders: 1,
    movesBack: [],
    withoutFaults: [],
  };
}

/** The rules that are broken when something about the world is changed after it was played. */
async function check(played: Played, change: Partial<Played['world']> = {}): Promise<readonly string[]> {
  const found = await checkWorld({ ...played, world: { ...played.world, ...change } });
  return found.map(({ rule }) => rule);
}

describe('an event that is counted twice', () => {
  const lost = makeEvent('lost', 5 * minute);
  const outages: readonly Outage[] = [
    { port: 'timeline', from: 5 * minute, to: 5 * minute + second, kind: 'dies before' },
    { port: 'profiles', from: 6 * minute, to: 28 * minute, kind: 'fails before' },
  ];
  /** As many events after the outage, before the dead letter is moved back. */
  const play = (newer: number, kinds = outages) => {
    const after = Array.from({ length: newer }, (_, n) => makeEvent(`new-${n}`, 30 * minute + n * second));
    return playStory(makeStory([makeEvent('first', minute), lost, ...after], kinds, []));
  };

  it('is accepted where its process died and it came back too late', async () => {
    const played = await play(32);
    expect(findCountedAgain(played.world, await readFacts(played.world))).toEqual(new Set(['lost']));
    expect(await check(played)).toEqual([]);
  });

  it('is reported where no process died, one learned that the entry failed, or more is counted than it explains', async () => {
    const played = await play(32);
    expect(await check(played, { deaths: [] })).toEqual(['counted once']);
    const at = played.world.deaths[0]?.at ?? 0;
    expect(await check(played, { refusals: [{ id: 'lost', at }] })).toEqual(['counted once']);
    const { story } = played.world;
    const events = story.events.filter(({ id }) => id !== 'new-0');
    expect(await check(played, { story: { ...story, events } })).toContain('counted once');
  });

  it('does not happen where the window still has it, or where the call failed and the process lived', async () => {
    const [first, ...others] = outages;
    if (first === undefined) throw new RangeError('There is an outage');
    for (const played of [await play(31), await play(32, [{ ...first, kind: 'fails before' }, ...others])]) {
      expect(findCountedAgain(played.world, await readFacts(played.world)).size).toBe(0);
      expect(await check(played)).toEqual([]);
    }
  });
});

describe('a message to a mailbox after a no', () => {
  const yes = makeEvent('yes', 20 * minute, { person: 1, name: 'Consent Stated', consent: true });
  const events = [
    makeEvent('no', 10 * minute, { person: 1, name: 'Consent Stated', consent: false }),
    yes,
    makeEvent('order', 21 * minute, { name: 'Order Completed', revenue: 10 }),
  ];
  const outages: readonly Outage[] = [
    { port: 'profiles.save', from: 20 * minute, to: 20 * minute + second, kind: 'dies before' },
  ];

  it('is accepted where a yes is kept with the mailbox and not yet in the profile', async () => {
    const played = await playStory(makeStory(events, outages, ['offer']));
    expect(played.world.deaths).toHaveLength(1);
    expect(played.world.providerCalls.map(({ message }) => message.template)).toEqual(['offer']);
    expect(await check(played)).toEqual([]);
  });

  it('is reported without a yes', async () => {
    const played = await playStory(makeStory(events, outages, ['offer']));
    const story = { ...played.world.story, events: events.filter((event) => event !== yes) };
    expect(await check(played, { story })).toContain('a no is respected');
  });

  it('is not sent where the no is kept with the mailbox and not yet in the profile', async () => {
    const later = [
      { port: 'profiles.save', from: 10 * minute, to: 19 * minute, kind: 'dies before' } as const,
    ];
    const early = makeEvent('early', 9 * minute, { person: 1, name: 'Signed Up' });
    const order = makeEvent('order', 12 * minute, { name: 'Order Completed', revenue: 10 });
    const played = await playStory(makeStory([early, ...events.slice(0, 1), order], later, ['offer']));
    const templates = played.world.providerCalls.map(({ message }) => message.template);
    expect(templates).toEqual(['welcome']);
    expect(await check(played)).toEqual([]);
  });
});
