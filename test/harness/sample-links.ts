/** Links of messages under a key that every test knows. */

import type { LinkKey } from '../../app/ports/link-keys.ts';
import { createMessageLinks } from '../../app/send/message-links.ts';

export const sampleLinkKey: LinkKey = { version: 1, key: new Uint8Array(32).fill(1) };
export const samplePublicUrl = 'https://links.example.com';

export const sampleLinks = createMessageLinks({
  keys: { current: async () => sampleLinkKey },
  publicUrl: samplePublicUrl,
});
