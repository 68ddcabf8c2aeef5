/** Normal forms of addresses, and whether one can be written to at all. */

import type { Json } from '../base/json.ts';
import type { Channel } from '../model/effects.ts';
import { type Profile, readStated } from '../model/profile.ts';
import { domainToAscii } from './domain-to-ascii.ts';
import { normalizePhone as normalizeNumber } from './normalize-phone.ts';

/** Trait that holds the person's own address on each channel. */
export const addressTraits: Readonly<Record<Channel, string>> = {
  email: 'email',
  sms: 'phone',
  push: 'pushToken',
};

const addressNames: ReadonlySet<string> = new Set(Object.values(addressTraits));

// A sane local part; whether the mailbox exists only a bounce can tell.
const localForm = /^[^\s@<>(),;:"[\]\\\p{Cc}]{1,64}$/u;
const pushForm = /^(?:gcm|fcm|apns|apns_sandbox|apns_voip|apns_voip_sandbox|adm|baidu):\S{1,4096}$/i;

/**
 * Trimmed, lower-case, without invisible characters, the local part in NFC and the domain in ASCII; undefined when it is
 * no email address. An encoded word (`=?`) is refused: mail software may read another address in it.
 */
export function normalizeEmail(text: string): string | undefined {
  const visible = dropInvisible(text);
  const at = visible.indexOf('@');
  const local = visible.slice(0, Math.max(at, 0)).normalize('NFC').toLowerCase().normalize('NFC');
  if (!localForm.test(local) || local.includes('..') || local.startsWith('.') || local.includes('=?'))
    return undefined;
  const domain = domainToAscii(visible.slice(at + 1));
  return domain === undefined ? undefined : `${local}@${domain}`;
}

/** Spaces around it, and what copying from pages and chats adds: zero width, soft hyphens, marks of direction. */
function dropInvisible(text: string): string {
  return text.replace(/\p{Default_Ignorable_Code_Point}/gu, '').trim();
}

/**
 * The value of a trait as it is kept. Around an address spaces and invisible characters mean nothing, and a pattern
 * such as `suffix` would not see past them; letters and separators stay as they were stated.
 */
export function trimStated(trait: string, value: Json): Json {
  return typeof value === 'string' && addressNames.has(trait) ? dropInvisible(value) : value;
}

/** E.164; undefined when it is no such number. See normalize-phone.ts. */
export function normalizePhone(text: string): string | undefined {
  return normalizeNumber(dropInvisible(text));
}

/** The form in which an address is written to and compared; undefined = invalid. */
export function normalizeAddress(channel: Channel, text: string): string | undefined {
  if (channel === 'email') return normalizeEmail(text);
  if (channel === 'sms') return normalizePhone(text);
  const token = dropInvisible(text);
  return pushForm.test(token) ? token : undefined;
}

/** The person's own address as stated, not checked; undefined when there is none. */
export function findAddress(profile: Profile, channel: Channel): string | undefined {
  const name = addressTraits[channel];
  const value = readStated(profile, name);
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  // A phone number may come as a number; it lacks its + and is refused as invalid, visibly.
  return typeof value === 'number' ? String(value) : undefined;
}
