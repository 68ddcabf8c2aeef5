/** A no to every purpose of a channel, and a no to a purpose, as they decide about each key. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConsentKey } from '../../../engine/channels/consent-key.ts';
import { readEffective } from '../../../engine/channels/effective-consent.ts';
import { foldConsent } from '../../../engine/channels/fold-consent.ts';
import type { Consent } from '../../../engine/model/profile.ts';

const no = (at: number): Consent => ({ state: 'denied', at });
const yes = (at: number): Consent => ({ state: 'granted', at });
const confirmed = (at: number): Consent => ({ ...yes(at), confirmed: true });
const pending = (at: number): Consent => ({ state: 'pending', at });
const unreadable = (at: number): Consent => ({ ...pending(at), unreadableAt: at });
const topicPurposes = new Map([['panel', 'surveys']]);

function read(consents: Readonly<Record<string, Consent>>, key: string): Consent | undefined {
  const scope = parseConsentKey(key);
  return scope && readEffective(consents, scope, topicPurposes);
}

describe('the effective consent', () => {
  it.each<readonly [string, Readonly<Record<string, Consent>>, string, Consent['state'] | undefined]>([
    ['is a no for a purpose of which nothing was said', { 'email:*': no(2) }, 'email:surveys', 'denied'],
    ['is a no for the default purpose', { 'email:*': no(2), email: confirmed(1) }, 'email', 'denied'],
    ['is a no in a tie', { 'email:*': no(2), email: confirmed(2) }, 'email', 'denied'],
    [
      'is a no for a topic with an earlier yes',
      { 'email:*': no(2), 'email/news': yes(1) },
      'email/news',
      'denied',
    ],
    [
      'is a no for a topic with a later yes',
      { 'email:*': no(2), 'email/news': yes(3) },
      'email/news',
      'denied',
    ],
    ['is a later yes of the purpose', { 'email:*': no(2), email: yes(3) }, 'email', 'granted'],
    ['lifts the no for that purpose only', { 'email:*': no(2), email: yes(3) }, 'email:surveys', 'denied'],
    [
      'lifts the no for the topics of that purpose',
      { 'email:*': no(2), 'email:surveys': yes(3), 'email/panel': yes(1) },
      'email/panel',
      'granted',
    ],
    [
      'waits for the confirmation that lifts the no',
      { 'email:*': no(2), email: pending(3) },
      'email',
      'pending',
    ],
    ['does not concern another channel', { 'email:*': no(2), sms: yes(1) }, 'sms', 'granted'],
    [
      'ends the topics of a purpose with a no',
      { 'email:surveys': no(2), 'email/panel': confirmed(1), 'email/news': yes(1) },
      'email/panel',
      'denied',
    ],
    [
      'is a confirmed yes to a topic that is later than the no to its purpose',
      { 'email:surveys': no(2), 'email/panel': confirmed(3) },
      'email/panel',
      'granted',
    ],
    [
      'is a confirmed yes to a topic that is later than the no to every purpose',
      { 'email:*': no(2), 'email/panel': confirmed(3) },
      'email/panel',
      'granted',
    ],
    [
      'lifts the no for that topic only',
      { 'email:surveys': no(2), 'email/panel': confirmed(3) },
      'email:surveys',
      'denied',
    ],
    [
      'is the no to the purpose in a tie with a confirmed yes to a topic',
      { 'email:surveys': no(2), 'email/panel': confirmed(2) },
      'email/panel',
      'denied',
    ],
    [
      'waits for the confirmation of a topic after the no to its purpose',
      { 'email:surveys': no(2), 'email/panel': pending(3) },
      'email/panel',
      'pending',
    ],
    [
      'waits for it although the topic was confirmed before the no',
      { 'email:surveys': no(2), 'email/panel': { ...confirmed(1), later: { state: 'pending', at: 3 } } },
      'email/panel',
      'pending',
    ],
    [
      'is no longer a topic that was confirmed after an earlier no to its purpose',
      { 'email:surveys': { ...pending(5), deniedAt: 4 }, 'email/panel': confirmed(3) },
      'email/panel',
      'pending',
    ],
    ['leaves other topics', { 'email:surveys': no(2), 'email/news': yes(1) }, 'email/news', 'granted'],
    ['keeps the no of a topic', { email: yes(3), 'email/news': no(1) }, 'email/news', 'denied'],
    [
      'suspends topics with their purpose',
      { email: unreadable(2), 'email/news': yes(1) },
      'email/news',
      'pending',
    ],
    ['is nothing where nothing was said', { sms: no(1) }, 'email', undefined],
  ])('%s', (_, consents, key, state) => {
    expect(read(consents, key)?.state).toBe(state);
  });

  it('has a yes to a purpose only with a yes that no no to it or to every purpose follows', () => {
    const statement = fc.record({
      key: fc.constantFrom('email:*', 'email', 'email:surveys'),
      make: fc.constantFrom(no, yes, confirmed, pending, unreadable),
      at: fc.integer({ min: 1, max: 6 }),
    });
    const statements = fc.array(statement, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(statements, fc.infiniteStream(fc.nat()), (all, draws) => {
        // Only a no can be stated about every purpose.
        const said = all.map(({ key, make, at }) => ({
          key,
          consent: key === 'email:*' ? no(at) : make(at),
        }));
        const shuffled = said
          .map((one) => ({ one, place: draws.next().value ?? 0 }))
          .sort((left, right) => left.place - right.place)
          .map(({ one }) => one);
        const fold = (order: typeof said) =>
          order.reduce<Record<string, Consent>>(
            (consents, { key, consent }) =>
              Object.assign(consents, { [key]: foldConsent(consents[key], consent) }),
            {},
          );
        for (const key of ['email', 'email:surveys']) {
          const effective = read(fold(said), key);
          expect(read(fold(shuffled), key)).toEqual(effective);
          const own = said.filter((one) => one.key === key || one.key === 'email:*');
          const lastNo = Math.max(
            0,
            ...own.filter(({ consent }) => consent.state === 'denied').map(({ consent }) => consent.at),
          );
          const isYes = own.some(({ consent }) => consent.state === 'granted' && consent.at > lastNo);
          if (effective?.state === 'granted') expect(isYes).toBe(true);
          // As if the no to every purpose had been said about this one.
          const alike = own.map(({ consent }) => consent).reduce<Consent | undefined>(foldConsent, undefined);
          expect(effective).toEqual(alike);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
