/** A story and what became of it as text: a list in the order of time, and what is wrong. */
import { checkWorld } from './check.ts';
import { playStory } from './run.ts';
import { type Story, startOfWorld } from './story.ts';

const longest = 220;

export async function describeStory(story: Story): Promise<string> {
  const played = await playStory(story, true);
  const violations = await checkWorld(played);
  const { weather, environments, senders, config, seed, drawSeed } = story;
  return [
    `seed ${seed}, draws ${drawSeed}, ${environments} environments, ${senders} senders`,
    `config ${JSON.stringify(config)}`,
    `weather ${JSON.stringify(weather)}`,
    ...played.lines.map(({ at, actor, text }) => `${formatTime(at)}  ${actor.padEnd(12)}  ${shorten(text)}`),
    'What is wrong:',
    ...violations.map(
      ({ rule, profileId, text }) => `- ${rule}${profileId === undefined ? '' : ` (${profileId})`}: ${text}`,
    ),
  ].join('\n');
}

/** Hours, minutes, seconds and milliseconds since the start of the world. */
function formatTime(at: number): string {
  const elapsed = at - startOfWorld;
  const hours = Math.floor(elapsed / 3_600_000);
  return `${String(hours).padStart(3, ' ')}:${new Date(elapsed).toISOString().slice(14, 23)}`;
}

function shorten(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
