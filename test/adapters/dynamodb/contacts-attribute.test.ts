/** Contacts are stored by the positions of their channel and class. */
import { expect, it } from 'vitest';
import {
  channelSpace,
  decodeContacts,
  encodeContacts,
} from '../../../adapters/dynamodb/contacts-attribute.ts';
import { channels } from '../../../engine/model/channels.ts';
import type { ContactEntry } from '../../../engine/model/held-message.ts';

const at = Date.UTC(2026, 10, 22);

it('reads every channel, class and topic back', () => {
  const contacts = channels.flatMap((channel): ContactEntry[] => [
    [at, channel, 'promotional', ''],
    [at + 1, channel, 'transactional', 'orders'],
    [at + 2, channel, 'promotional', 'news'],
  ]);
  expect(decodeContacts(encodeContacts(contacts))).toEqual(contacts);
});

it('stores the position of a channel, which has room for more channels and never changes', () => {
  expect(channels.slice(0, 4)).toEqual(['email', 'sms', 'push', 'whatsapp']);
  expect(channels.length).toBeLessThanOrEqual(channelSpace);
  const stored = channels.map((channel) => encodeContacts([[0, channel, 'transactional', '']])?.B?.[0]);
  expect(stored).toEqual(channels.map((_, position) => channelSpace + position));
});
