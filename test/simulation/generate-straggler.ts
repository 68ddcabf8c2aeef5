/** A straggler: an order that arrives long after it happened, when the person's window has no place for it any more. */
import { seenWhileQueuedAtMost } from '../../engine/decide/dedup-window.ts';
import { createRandom } from './random.ts';
import { type Config, minute, type Story, type StoryEvent } from './story.ts';

/**
 * Few stories have one. The queues fail just when the order is published, and replicas lag while it is delivered again.
 * It draws from a stream of its own, so that all other stories stay as they are.
 */
export function addStraggler(story: Story): Story {
  const random = createRandom(story.seed, 'straggler');
  if (!random.chance(0.03)) return story;
  const [example] = story.events;
  if (example === undefined) return story;
  const { person } = example;
  const ids = { ...example.ids, email: `person-${person}@example.com` };
  const make = (index: number, at: number, content: Pick<StoryEvent, 'name'> & Partial<StoryEvent>) => ({
    id: `${person}-straggler-${index}`,
    person,
    at,
    occurredAt: at,
    ids: example.ids,
    ...content,
  });
  const views = Array.from({ length: seenWhileQueuedAtMost }, (_, index) =>
    make(index, random.integer(5, 15) * minute + index, { name: 'Page Viewed' }),
  );
  // Received when the others are old: they leave the window.
  const late = Array.from({ length: 12 }, (_, index) =>
    make(100 + index, 40 * minute + index, { name: 'Page Viewed' }),
  );
  const at = random.integer(110, 180) * minute;
  const order = make(200, at, {
    name: 'Order Completed',
    occurredAt: random.integer(1, 4) * minute,
    ids: story.shared === 'mailbox' ? { ...ids, email: 'family@example.com' } : ids,
    revenue: 10,
  });
  return {
    ...story,
    events: [...story.events, ...views, ...late, order].sort((left, right) => left.at - right.at),
    config: addReceipts(story.config),
    edits: story.edits.map((edit) => ({ ...edit, config: addReceipts(edit.config) })),
    weather: {
      ...story.weather,
      stale: 0.5,
      lag: 10_000,
      outages: [
        ...story.weather.outages,
        { port: 'queues', from: at - 100, to: at + 1_500, kind: 'fails before' },
      ],
    },
  };
}

function addReceipts(config: Config): Config {
  return { ...config, rules: [...new Set([...config.rules, 'receipt' as const])] };
}
