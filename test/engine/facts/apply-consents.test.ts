/** Consent statements of touchpoints: an all-purpose no, and values that are neither a yes nor a no. */
import { describe, expect, it } from 'vitest';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import type { Decision } from '../../../engine/model/decision.ts';
import type { PurposeDocument } from '../../../engine/model/documents/purpose-document.ts';
import { maxConsents } from '../../../engine/model/limits.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';
import { admitMessage } from '../../../engine/policy/admit.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { sampleSnapshot } from '../../harness/sample-program.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const minute = 60_000;
const purposes: readonly PurposeDocument[] = Array.from({ length: 70 }, (_, index) => ({
  kind: 'purpose',
  id: `p${index}`,
  status: 'live',
  name: 'P',
}));
const program = compileProgram({ ...sampleSnapshot, purposes });

function take(profile: Profile, at: number, consent: unknown, more: object = {}): Decision {
  const touchpoint = parseTouchpoint({
    id: `e${at}`,
    source: 'shop',
    'detail-type': 'Said',
    time: new Date(start + at).toISOString(),
    detail: { userId: 'u', traits: { email: 'anna@example.com' }, context: { consent, ...more } },
  });
  return decide(profile, [{ kind: 'touchpoint', touchpoint }], program, start + at);
}

const person = (consent: unknown) => ({ ...take(createProfile('P', start), 0, consent).profile, outbox: [] });

/** Why a promotional message of the purpose is not sent; undefined: it is sent. */
function findReason(profile: Profile, purpose = 'marketing', topic?: string) {
  const contact = { channel: 'email', class: 'promotional', purpose, ...(topic && { topic }) } as const;
  return admitMessage(profile, contact, 'anna@example.com', { consent: { email: 'opt-out' } });
}

const announced = ({ effects }: Decision) =>
  effects.flatMap((effect) => (effect.kind === 'EmitEvent' ? [effect.properties] : []));

describe('a no to every purpose', () => {
  const yes = person({ email: true, 'email:p1': true, 'email/news': true });
  const decision = take(yes, minute, { 'email:*': false });

  it('stops promotional messages of every purpose and topic, with a document or without one', () => {
    const { profile } = decision;
    expect(['marketing', 'p1', 'later', 'archived'].map((purpose) => findReason(profile, purpose))).toEqual(
      Array.from({ length: 4 }, () => 'unsubscribed'),
    );
    expect(findReason(profile, 'marketing', 'news')).toBe('unsubscribed');
    const receipt = { channel: 'email', class: 'transactional' } as const;
    expect(admitMessage(profile, receipt, 'anna@example.com', {})).toBeUndefined();
  });

  it('is announced, with each state that it changes', () => {
    expect(announced(decision)).toEqual([
      { channel: 'email', state: 'denied' },
      { channel: 'email', purpose: 'p1', state: 'denied' },
      { channel: 'email', topic: 'news', state: 'denied' },
      { channel: 'email', purpose: '*', state: 'denied' },
    ]);
  });

  it('ends for a purpose with a later yes to it, and only for that one', () => {
    const { profile } = take(decision.profile, 2 * minute, { 'email:p1': true });
    expect(findReason(profile, 'p1')).toBeUndefined();
    expect(findReason(profile)).toBe('unsubscribed');
    expect(findReason(profile, 'later')).toBe('unsubscribed');
  });

  it('is kept for the address, and what lifts it with an address that is new', () => {
    const statement = { channel: 'email', address: 'anna@example.com', kind: 'consent', key: 'email:*' };
    expect(decision.statements).toEqual([expect.objectContaining(statement)]);
    const lifted = take(decision.profile, 2 * minute, { 'email:p1': true }).profile;
    const { statements } = take(lifted, 3 * minute, undefined);
    expect(statements).toEqual([]);
    const moved = { ...lifted, traits: {}, outbox: [] };
    expect(take(moved, 3 * minute, undefined).statements).toMatchObject([
      { key: 'email:*', consent: { state: 'denied' } },
      { key: 'email:p1', consent: { state: 'granted' } },
    ]);
  });

  it('is what a complaint states', () => {
    const touchpoint = parseTouchpoint({
      id: 'c',
      source: 'percorso',
      'detail-type': 'Message Complained',
      time: new Date(start + minute).toISOString(),
      detail: { profileId: 'P', properties: { channel: 'email', address: 'anna@example.com' } },
    });
    const { profile } = decide(yes, [{ kind: 'touchpoint', touchpoint }], program, start + minute);
    expect(profile.consents['email:*']?.state).toBe('denied');
    expect(findReason({ ...profile, suppressions: {} }, 'later')).toBe('unsubscribed');
  });

  it('cannot be a yes', () => {
    const { profile, entries } = take(decision.profile, 2 * minute, { 'email:*': true });
    expect(profile.consents).toEqual(decision.profile.consents);
    expect(entries[0]?.traces).toMatchObject([{ origin: 'consent', reason: 'invalid_value' }]);
  });
});

describe('the limit of consents', () => {
  it('refuses no withdrawal of a purpose that has a document', () => {
    const invented = Array.from({ length: maxConsents }, (_, index) => [`email:x${index}`, true]);
    const full = person(Object.fromEntries(invented));
    expect(Object.keys(full.consents)).toHaveLength(maxConsents);
    const keys = purposes.map(({ id }) => `email:${id}`);
    const no = Object.fromEntries(keys.map((key) => [key, false]));
    const { profile, consents } = take(full, minute, { ...no, 'email:y': false, 'email:*': false });
    expect(keys.map((key) => profile.consents[key]?.state)).toEqual(keys.map(() => 'denied'));
    const refused = consents[0]?.consents.filter(({ effect }) => effect === 'refused');
    expect(refused?.map(({ key }) => key)).toEqual(['email:y']);
    expect(findReason(profile, 'y')).toBe('unsubscribed');
  });
});

describe('a value that is neither a yes nor a no', () => {
  const values = ['maybe', 'x@example.com', 7, {}, ['no']];

  it.each(values)('stops promotional messages until a statement that can be read: %j', (value) => {
    const yes = person({ email: true, 'email:p1': true });
    const { profile, consents, entries } = take(yes, minute, { email: value });
    expect(findReason(profile)).toBe('consent_pending');
    expect(findReason(profile, 'p1')).toBeUndefined();
    expect(entries[0]?.traces[0]).toMatchObject({ origin: 'consent', reason: 'consent_unreadable' });
    expect(consents[0]?.consents).toMatchObject([{ key: 'email', stated: 'unreadable', state: 'pending' }]);
    expect(findReason(take(profile, 2 * minute, { email: true }).profile)).toBeUndefined();
    expect(findReason(take(profile, 2 * minute, { email: 'No' }).profile)).toBe('unsubscribed');
  });

  it('stops an opt-out purpose of which nothing was said, a confirmed yes, and its topics', () => {
    expect(findReason(take(person(undefined), minute, { email: 'stop it' }).profile)).toBe('consent_pending');
    const source = { consentSource: { confirmed: true } };
    const confirmed = take(person(undefined), minute, { email: true, 'email/news': true }, source).profile;
    expect(confirmed.consents['email']?.confirmed).toBe(true);
    const { profile } = take(confirmed, 2 * minute, { email: 'stop it' });
    expect(findReason(profile, 'marketing', 'news')).toBe('consent_pending');
  });

  it('changes no withdrawal', () => {
    const { profile, effects } = take(person({ email: false }), minute, { email: 'maybe' });
    expect(findReason(profile)).toBe('unsubscribed');
    expect(effects).toEqual([]);
  });

  it('is named in the ledger as a word, or by its kind', () => {
    const all = values.map(
      (value) => take(person(undefined), minute, { email: value }).consents[0]?.consents[0]?.value,
    );
    expect(all).toEqual([
      'maybe',
      'a text of 13 characters',
      'a value of type number',
      'a value of type object',
      'a list',
    ]);
  });
});

it('a withdrawal in another spelling than the usual one is a withdrawal', () => {
  const spellings = [{ email: 'no' }, { email: 'false' }, { email: null }, { email: 0 }, { Email: false }];
  for (const consent of spellings) {
    const { profile, consents, statements } = take(person({ email: true }), minute, consent);
    expect(findReason(profile), JSON.stringify(consent)).toBe('unsubscribed');
    expect(consents[0]?.consents).toMatchObject([{ key: 'email', stated: 'denied', effect: 'changed' }]);
    expect(statements).toMatchObject([{ key: 'email', consent: { state: 'denied' } }]);
  }
});
