/** CONTRIBUTING.md names the places of a channel: no other file of the product may list the channels. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { channels } from '../../engine/model/channels.ts';
import { listFiles } from './source-files.ts';

const row = readFileSync(new URL('../../CONTRIBUTING.md', import.meta.url), 'utf8')
  .split('\n')
  .find((line) => line.startsWith('| a channel |'));
const named = new Set([...(row ?? '').matchAll(/`([a-z-]+\/[\w./-]+\.ts)`/g)].map(([, path]) => path));

/** As a key, a case, an element of a list, or the name of a sender. Every stage has email, so a list may lack it. */
function listsChannels(text: string): boolean {
  return channels
    .filter((channel) => channel !== 'email')
    .every((channel) =>
      new RegExp(`^\\s*(?:'send-${channel}'|${channel}): |case '${channel}':|'${channel}'[,\\]]`, 'm').test(
        text,
      ),
    );
}

it('lists the channels only in the files that the recipe names', () => {
  const places = listFiles().filter(
    ({ path, text }) => /\.(?:ts|js|html)$/.test(path) && !path.startsWith('test/') && listsChannels(text),
  );
  expect(places.map(({ path }) => path).filter((path) => !named.has(path))).toEqual([]);
  expect(places.length).toBeGreaterThan(8);
});
