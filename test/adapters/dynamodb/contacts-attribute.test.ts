/** Contacts are stored by the codes of their channel and class. */
import { expect, it } from 'vitest';
import {
  channelCodes,
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

it('gives every channel a code of its own that fits', () => {
  const codes = Object.values(channelCodes);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.every((code) => Number.isInteger(code) && code >= 0 && code < channelSpace)).toBe(true);
});

it('keeps the codes that stored items have', () => {
  expect(channelCodes).toMatchObject({ email: 0, sms: 1, push: 2 });
});
