/** The local cloud and lib/ import no channels of the engine: the compiler does not compare them, so these tests do. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { channels } from '../../engine/model/channels.ts';
import { senderNames } from '../../lib/functions.ts';
import { capturedChannels } from '../../local/service.ts';

it('captures the messages of every channel, and webhooks', () => {
  expect(capturedChannels).toEqual([...channels, 'webhook']);
});

it.each(capturedChannels)('shows %s in the inbox with a filter, a name, an icon and a tab', (channel) => {
  const read = (name: string) => readFileSync(new URL(`../../local/inbox/${name}`, import.meta.url), 'utf8');
  expect(read('inbox.html')).toContain(`data-channel="${channel}"`);
  expect(read('reader.js')).toMatch(new RegExp(`CHANNEL_NAMES = \\{[^}]*\\b${channel}:`));
  expect(read('reader.js')).toContain(
    channel === 'email' ? 'if (message.html)' : `message.channel === '${channel}'`,
  );
  expect(read('element.js')).toMatch(new RegExp(`PATHS = \\{[^}]*\\b${channel}:`));
});

it('deploys a sender for each channel', () => {
  expect(senderNames).toEqual(channels.map((channel) => `send-${channel}`));
});
