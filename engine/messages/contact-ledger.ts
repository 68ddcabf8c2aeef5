/** Records the messages that were sent, as long as a cap may count them. */
import type { ContactEntry } from '../model/held-message.ts';
import type { Contact } from '../policy/admit.ts';
import { type CompiledCap, toContact } from '../policy/caps.ts';
import { listCaps } from '../policy/contact-preferences.ts';
import type { Turn } from '../turn/turn.ts';

/** Some 40 bytes each. */
export const maxContacts = 256;

/** Enters a message made now. Undefined when no cap counts it. */
export function recordContact(turn: Turn, contact: Contact): ContactEntry | undefined {
  const caps = listCaps(turn.profile, turn.program.policy);
  if (!caps.some((cap) => cap.counts(contact))) return undefined;
  const { contacts } = turn.profile;
  const entry: ContactEntry = [turn.now, contact.channel, contact.class, contact.topic ?? ''];
  // Another worker's clock may have been ahead.
  const place = contacts.findLastIndex(([at]) => at <= turn.now) + 1;
  const all = [...contacts.slice(0, place), entry, ...contacts.slice(place)];
  turn.profile.contacts = makeFit(keepAsked(caps, all, turn.now));
  return entry;
}

/**
 * Whether one more could remove a contact that a cap still counts: the count would be wrong from then on, so no
 * promotional message is sent.
 */
export function isLedgerFull(turn: Turn): boolean {
  const { contacts } = turn.profile;
  if (contacts.length < maxContacts) return false;
  return keepAsked(listCaps(turn.profile, turn.program.policy), contacts, turn.now).length >= maxContacts;
}

/**
 * Only transactional messages come on top of a full ledger: the oldest of them is dropped, so that caps on promotional
 * ones stay exact.
 */
function makeFit(contacts: readonly ContactEntry[]): readonly ContactEntry[] {
  if (contacts.length <= maxContacts) return contacts;
  return contacts.toSpliced(
    Math.max(
      contacts.findIndex(([, , what]) => what === 'transactional'),
      0,
    ),
    1,
  );
}

/** Of each cap the newest `limit` in its window decide: it is full while all of them are there. */
function keepAsked(
  caps: readonly CompiledCap[],
  contacts: readonly ContactEntry[],
  now: number,
): readonly ContactEntry[] {
  const allowances = caps.map((cap) => ({ cap, after: cap.forgetsUntil(now), remaining: cap.limit }));
  const kept: ContactEntry[] = [];
  for (const entry of contacts.toReversed()) {
    const contact = toContact(entry);
    let isAsked = false;
    for (const allowance of allowances) {
      const { cap, after, remaining } = allowance;
      if (remaining === 0 || entry[0] <= after || !cap.counts(contact)) continue;
      allowance.remaining--;
      isAsked = true;
    }
    if (isAsked) kept.push(entry);
  }
  return kept.reverse();
}
