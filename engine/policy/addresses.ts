/** Normal forms of addresses, and whether one can be written to at all. */
import type { Channel } from '../effects.ts';
import { type Profile, readStated } from '../profile.ts';

/** Trait that holds the person's own address on each channel. */
export const addressTraits: Readonly<Record<Channel, string>> = {
  email: 'email',
  sms: 'phone',
  push: 'pushToken',
};

// One @, a sane local part, a domain of at least two labels. Whether the mailbox exists only a bounce can tell.
const emailForm =
  /^[^\s@<>(),;:"[\]\\]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;
const phoneForm = /^\+[1-9]\d{6,14}$/;
const pushForm = /^(?:gcm|fcm|apns|apns_sandbox|apns_voip|apns_voip_sandbox|adm|baidu):\S{1,4096}$/i;

/** Trimmed and lower-case; undefined when it is no email address. */
export function normalizeEmail(text: string): string | undefined {
  const email = text.trim().toLowerCase();
  return email.length <= 320 && !email.includes('..') && !email.startsWith('.') && emailForm.test(email)
    ? email
    : undefined;
}

/** E.164 without spaces, dots, hyphens, slashes and brackets; undefined when it is no such number. */
export function normalizePhone(text: string): string | undefined {
  const phone = text.replace(/[\s().\-/]/g, '');
  return phoneForm.test(phone) ? phone : undefined;
}

/** The form in which an address is written to and compared; undefined = invalid. */
export function normalizeAddress(channel: Channel, text: string): string | undefined {
  if (channel === 'email') return normalizeEmail(text);
  if (channel === 'sms') return normalizePhone(text);
  const token = text.trim();
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
