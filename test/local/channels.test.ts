/** The local cloud imports nothing of the product, so that the compiler does not compare their channels. */
import { expect, it } from 'vitest';
import { channels } from '../../engine/model/channels.ts';
import { capturedChannels } from '../../local/service.ts';

it('captures the messages of every channel, and webhooks', () => {
  expect(capturedChannels).toEqual([...channels, 'webhook']);
});
