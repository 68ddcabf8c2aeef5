/** What the people of a story do: often at the same moment, sometimes late, and around every edit of the documents. */
import type { Random } from './random.ts';
import { hour, type Ids, minute, type Story, type StoryEvent } from './story.ts';

type Content = Pick<StoryEvent, 'name'> & Partial<StoryEvent>;
type Names = Required<Ids>;

interface Life {
  readonly person: number;
  readonly shared: Story['shared'];
  /** Moments of the edits. */
  readonly edits: readonly number[];
}

/**
 * Each event carries the person's own key, so that any order of arrival makes one person. People who share a browser or
 * a mailbox say their user ids.
 */
export function generateEvents(random: Random, { person, shared, edits }: Life): readonly StoryEvent[] {
  const names: Names = {
    userId: `user-${person}`,
    anonymousId: shared === 'browser' ? 'browser-of-all' : `browser-${person}`,
    email: shared === 'mailbox' ? 'family@example.com' : `person-${person}@example.com`,
    phone: `+49151000000${10 + person}`,
  };
  const own = shared === undefined ? random.pick(['userId', 'anonymousId', 'email'] as const) : 'userId';
  const isBusy = random.chance(0.25);
  const count = isBusy ? random.integer(12, 16) : random.integer(2, 6);
  const first = random.integer(0, 20 * minute);
  const span = (isBusy ? random.integer(70, 120) : random.integer(1, 90)) * minute;
  const events: StoryEvent[] = [];
  const add = (at: number, content: Content, late: number) => {
    const id = `${person}-${events.length}`;
    const ids = chooseIds(random, names, own);
    const moments = { at: Math.max(0, at), occurredAt: Math.max(0, at) - late };
    const hasToken = random.chance(0.3);
    events.push({ ...content, id, person, ...moments, ids, ...(hasToken ? { hasToken } : {}) });
  };
  for (let index = 0; index < count; index++) {
    const previous = events.at(-1)?.at;
    // Several things are said at the same moment.
    const isTogether = previous !== undefined && random.chance(0.2);
    const at = isTogether ? previous + random.integer(0, 500) : first + random.integer(0, span);
    add(at, makeContent(random, person, index), drawLateness(random));
  }
  if (random.chance(0.15)) addOfflineVisit(random, person, first, events, add);
  for (const edit of edits) {
    if (!random.chance(0.5)) continue;
    // While environments look at the pointer one after the other.
    for (let index = random.integer(3, 6); index > 0; index--) {
      const content = random.chance(0.4)
        ? ({ name: 'Signed Up' } as const)
        : makeContent(random, person, events.length);
      add(edit + random.integer(-1_500, 4_000), content, random.integer(0, 300));
    }
  }
  return [...events, ...makeStatements(random, person, events.length, names, own)];
}

/** A phone without a network: what was done on it within some minutes arrives much later, one event after the other. */
function addOfflineVisit(
  random: Random,
  person: number,
  from: number,
  events: readonly StoryEvent[],
  add: (at: number, content: Content, late: number) => void,
): void {
  const online = from + random.integer(20, 60) * minute;
  for (let index = random.integer(3, 5); index > 0; index--) {
    const at = online + random.integer(0, 3 * minute);
    const content = random.chance(0.6)
      ? ({ name: 'Cart Updated', cart: `cart-${person}-${random.integer(1, 3)}` } as const)
      : makeContent(random, person, events.length);
    add(at, content, at - from - random.integer(0, 10 * minute));
  }
}

/** Consents of one person arrive in the order in which they are stated, minutes apart. */
function makeStatements(
  random: Random,
  person: number,
  from: number,
  names: Names,
  own: keyof Names,
): readonly StoryEvent[] {
  if (random.chance(0.6)) return [];
  const count = random.integer(1, 3);
  return Array.from({ length: count }, (_, index) => {
    const at = (10 + 30 * index + random.integer(0, 20)) * minute;
    const ids = chooseIds(random, names, own);
    const consent = random.chance(0.5);
    return {
      id: `${person}-${from + index}`,
      person,
      name: 'Consent Stated',
      at,
      occurredAt: at,
      ids,
      consent,
    };
  });
}

function drawLateness(random: Random): number {
  if (random.chance(0.25)) return random.integer(1, 90) * minute;
  return random.chance(0.05) ? 72 * hour : random.integer(0, 900);
}

/** No event is a stranger's, who states no address of a person: the model does not know in which order sessions are named. */
function chooseIds(random: Random, names: Names, own: keyof Names): Ids {
  const isNamed = ([key]: readonly [string, string]) =>
    key === own || random.chance(key === 'email' ? 0.5 : 0.3);
  const ids: Ids = Object.fromEntries(Object.entries(names).filter(isNamed));
  const { anonymousId: _stranger, ...others } = ids;
  return own === 'anonymousId' || ids.userId !== undefined ? ids : others;
}

function makeContent(random: Random, person: number, index: number): Content {
  if (index === 0 || random.chance(0.08)) return { name: 'Signed Up' };
  const cart = `cart-${person}-${random.integer(1, 3)}`;
  const kind = random.next();
  if (kind < 0.4) return { name: 'Order Completed', revenue: random.integer(1, 9) * 10, cart };
  if (kind < 0.65) return { name: 'Cart Updated', cart };
  if (kind < 0.75) return { name: 'Plan Chosen', plan: `plan-${index}` };
  return { name: 'Page Viewed' };
}
