/** A file of another system that is imported while people are active, and often undone. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { createRandom, type Random } from './random.ts';
import { hour, type Ids, type ImportRow, minute, type Story, type StoryEvent } from './story.ts';

/**
 * It draws from a stream of its own, so that all other stories stay as they are. Rows state what nothing else in the
 * world depends on: an import triggers nothing, but its traits count in later decisions.
 */
export function addImport(story: Story): Story {
  const random = createRandom(story.seed, 'import');
  const hasStraggler = story.events.some(({ id }) => id.includes('straggler'));
  const hasCampaign = [story, ...story.edits].some(({ config }) => config.campaignAt !== undefined);
  if (!random.chance(0.3) || story.shared !== undefined || hasStraggler || hasCampaign) return story;
  // By id: a repeat of an event states the same.
  const tiers = new Map(
    story.events.flatMap(({ id, name }) =>
      name === 'Page Viewed' && random.chance(0.6) ? [[id, `tier-${random.integer(1, 9)}`] as const] : [],
    ),
  );
  const events = story.events.map((event): StoryEvent => omitAbsent({ ...event, tier: tiers.get(event.id) }));
  const start = random.integer(0, 90) * minute;
  const rows = Array.from({ length: story.people }, (_, person) => makeRows(random, person, events, start))
    .flat()
    .map((row, line) => ({ ...row, line: line + 2, id: `row-${line + 2}` }));
  const undoAt = start + random.integer(0, 60) * minute + random.integer(0, 999);
  return {
    ...story,
    events,
    imported: { rows, ...(random.chance(0.7) ? { undoAt } : {}) },
    config: { ...story.config, hasPaid: true },
    edits: story.edits.map(({ at, config }) => ({ at, config: { ...config, hasPaid: true } })),
  };
}

function makeRows(
  random: Random,
  person: number,
  events: readonly StoryEvent[],
  start: number,
): Omit<ImportRow, 'line' | 'id'>[] {
  const own = events.filter((event) => event.person === person);
  const choices = listIds(own);
  if (choices.length === 0) return [];
  return Array.from({ length: random.integer(1, 4) }, () => {
    const at = start + random.integer(0, 3 * minute);
    const late = random.pick([0, random.integer(0, 90) * minute, 72 * hour]);
    const isVisit = random.chance(0.5);
    return {
      ...{ person, at, occurredAt: at - late, ids: random.pick(choices) },
      ...(isVisit ? { paid: random.integer(1, 9) } : { tier: `tier-${random.integer(1, 9)}` }),
    };
  });
}

/** Keys that lead to one person in any order of arrival: the key that all events have, or one of a sign-in. */
function listIds(own: readonly StoryEvent[]): readonly Ids[] {
  const signIn = own.find(({ id }) => id.endsWith('-sign-in'));
  if (signIn !== undefined) {
    const { userId, anonymousId } = signIn.ids;
    if (userId !== undefined && anonymousId !== undefined) return [{ userId }, { anonymousId }, signIn.ids];
  }
  const [first] = own;
  for (const name of ['userId', 'anonymousId', 'email'] as const) {
    const value = first?.ids[name];
    if (value !== undefined && own.every(({ ids }) => ids[name] === value)) return [{ [name]: value }];
  }
  return [];
}
