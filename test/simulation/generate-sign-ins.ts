/** People who visit with a browser and have an account: two profiles, until events that state both ids join them. */
import { createRandom, type Random } from './random.ts';
import { type Ids, minute, type Story, type StoryEvent } from './story.ts';

/**
 * It draws from a stream of its own, so that all other stories stay as they are. Addresses are stated with the user id,
 * and consents too: the model does not know which profile received one first.
 */
export function addSignIns(story: Story): Story {
  const random = createRandom(story.seed, 'sign-ins');
  const hasStraggler = story.events.some(({ id }) => id.includes('straggler'));
  if (!random.chance(0.35) || story.shared !== undefined || hasStraggler) return story;
  const events = Array.from({ length: story.people }, (_, person) => {
    const own = story.events.filter((event) => event.person === person);
    return own.length === 0 || random.chance(0.2) ? own : divide(random, person, own);
  }).flat();
  return { ...story, events: events.sort((left, right) => left.at - right.at) };
}

function divide(random: Random, person: number, own: readonly StoryEvent[]): readonly StoryEvent[] {
  const signsInAt = random.integer(1, 100) * minute + random.integer(0, 999);
  const [browser, account] = [{ anonymousId: `visit-${person}` }, { userId: `user-${person}` }];
  const events = own.map((event): StoryEvent => {
    const { email, phone } = event.ids;
    const addresses = {
      ...(email === undefined ? {} : { email }),
      ...(phone === undefined ? {} : { phone }),
    };
    const isStatement = event.consent !== undefined || event.survey !== undefined;
    const isSignedIn = event.at >= signsInAt && random.chance(0.4);
    const ids: Ids = isSignedIn
      ? { ...browser, ...account, ...addresses }
      : isStatement || random.chance(0.5)
        ? { ...account, ...addresses }
        : browser;
    return { ...event, ids };
  });
  const signIn = {
    id: `${person}-sign-in`,
    person,
    name: 'Page Viewed',
    at: signsInAt,
    occurredAt: signsInAt - (random.chance(0.2) ? random.integer(1, 90) * minute : 0),
    ids: { ...browser, ...account },
  } as const;
  // Sources repeat what they are not sure of: a moment later, or at once.
  return [...events, signIn, ...(random.chance(0.3) ? [{ ...signIn, at: signsInAt + 1 }] : [])];
}
