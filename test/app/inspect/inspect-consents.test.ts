/** What an operator reads of a person whose address another profile, a complaint or a bounce holds back. */
import { describe, expect, it } from 'vitest';
import { createMemoryAddressBook } from '../../../adapters/memory/address-book.ts';
import { createMemoryConsentLedger } from '../../../adapters/memory/consent-ledger.ts';
import { createMemoryIdentityStore } from '../../../adapters/memory/identity-store.ts';
import { createMemoryProgramStore } from '../../../adapters/memory/program-store.ts';
import { appendConsents } from '../../../app/consent/append-consents.ts';
import { inspectConsents } from '../../../app/inspect/inspect-consents.ts';
import { formatConsents } from '../../../cli/output/format-consents.ts';
import { hashAddress } from '../../../engine/channels/confirmed-address.ts';
import { weakenMoment } from '../../../engine/channels/weak-moment.ts';
import type { AddressStatement } from '../../../engine/model/address-statement.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';
import type { ConsentEvent } from '../../../engine/model/stated-consent.ts';
import type { Touchpoint } from '../../../engine/model/touchpoint.ts';

const at = Date.parse('2026-11-20T10:00:00Z');
const of = { channel: 'email', address: 'lea@example.com' } as const;

const lea: Profile = {
  ...createProfile('P1', at),
  version: 1,
  traits: { email: { value: 'Lea@Example.com', at } },
  consents: { email: { state: 'granted', at } },
};

const read = (...statements: readonly AddressStatement[]) => readOf(lea, statements);

async function readOf(
  profile: Profile,
  statements: readonly AddressStatement[],
  events: readonly ConsentEvent[] = [],
) {
  const addresses = createMemoryAddressBook();
  for (const statement of statements) await addresses.keep(statement);
  const stores = {
    identities: createMemoryIdentityStore(addresses),
    consents: createMemoryConsentLedger(),
    programs: createMemoryProgramStore(),
    profiles: { load: async () => profile },
  };
  await stores.identities.claim({ type: 'email', value: of.address }, { profileId: 'P1' });
  await appendConsents(stores, 'P1', events);
  const facts = await inspectConsents('P1', stores, { limit: 10, now: at + 10 });
  if (facts === undefined) throw new TypeError('The person exists');
  return formatConsents(facts).slice(1);
}

const state = ['', 'State', '  email  granted  since 2026-11-20 10:00'];
const held = (line: string) => [
  ...state,
  '',
  'Held back for the address, whichever profile stated it',
  `  email  lea@example.com  ${line}`,
];

describe('the consents of a person', () => {
  it('have the moment at which an imported yes was said, in the answer too', async () => {
    const weak = { state: 'granted', at: weakenMoment(at) } as const;
    const stores = {
      identities: createMemoryIdentityStore(createMemoryAddressBook()),
      consents: createMemoryConsentLedger(),
      programs: createMemoryProgramStore(),
      profiles: { load: async () => ({ ...lea, consents: { email: weak } }) },
    };
    const touchpoint: Touchpoint = {
      ...{ id: 'row', source: 'crm', name: 'Identify', type: 'identify', traits: {}, properties: {} },
      ...{ context: { import: { id: 'i', line: 2 } }, occurredAt: at, receivedAt: at },
    };
    const stated = { key: 'email', stated: 'granted', from: weak.at, effect: 'changed' } as const;
    await appendConsents(stores, 'P1', [{ touchpoint, consents: [stated] }]);
    const facts = await inspectConsents('P1', stores, { limit: 10, now: at + 10 });
    expect(facts?.consents).toEqual({ email: { state: 'granted', at, imported: true } });
    expect(facts?.states[0]?.consent).toEqual({ state: 'granted', at, imported: true });
    expect(facts?.records[0]?.consents[0]?.from).toBe(at);
    expect(JSON.stringify(facts)).not.toMatch(/-\d{10}/);
  });

  it('name what another profile stated for the address', async () => {
    const denied = { state: 'denied', at: at + 1 } as const;
    expect(await read({ ...of, kind: 'consent', key: 'email', consent: denied })).toEqual(
      held('denied: email'),
    );
  });

  it('name a complaint and a bounce by what they stop', async () => {
    const suppress = (reason: 'complained' | 'bounced') => ({ ...of, kind: 'suppressed', reason }) as const;
    expect(await read(suppress('complained'))).toEqual(held('complained: no promotional message'));
    expect(await read(suppress('bounced'))).toEqual(held('suppressed, because it bounced: no message'));
  });

  it('name temporary failures once they stop every message', async () => {
    const fail = (place: number): AddressStatement => ({
      ...of,
      kind: 'softBounce',
      bounce: { report: `r${place}`, at: at + place },
    });
    expect(await read(...[1, 2, 3, 4].map(fail))).toEqual(state);
    expect(await read(...[1, 2, 3, 4, 5].map(fail))).toEqual(
      held('5 temporary failures in a row: no message'),
    );
  });

  it('name the address of each confirmation, and the state for the present one', async () => {
    const addressHash = hashAddress('email', 'lea@old.example');
    const confirm = (id: string, address: Pick<Touchpoint, 'traits' | 'context'>): ConsentEvent => ({
      touchpoint: {
        ...{ id, source: 'percorso', name: 'Consent Stated', type: 'track', properties: {} },
        ...{ occurredAt: at, receivedAt: at },
        ...address,
      },
      consents: [{ key: 'email', stated: 'granted', from: at, state: 'granted', effect: 'changed' }],
    });
    const events = [
      confirm('link', {
        traits: {},
        context: { consentSource: { confirmed: true, address: 'Lea@Old.example' } },
      }),
      confirm('import', {
        traits: { email: 'lea@older.example' },
        context: { consentSource: { confirmed: true } },
      }),
    ];
    const consents = { email: { state: 'granted', at, confirmed: true, addressHash } } as const;
    const lines = await readOf({ ...lea, consents }, [], events);
    expect(lines).toContain(
      '  email  granted, confirmed by Lea@Old.example  since 2026-11-20 10:00  pending for lea@example.com now',
    );
    expect(lines).toContain('    confirmed by the person at Lea@Old.example');
    expect(lines).toContain('    confirmed by the person at lea@older.example');
    const back = { email: { value: 'LEA@old.example', at } };
    expect(await readOf({ ...lea, consents, traits: back }, [], events)).toContain(
      '  email  granted, confirmed by Lea@Old.example  since 2026-11-20 10:00  granted for lea@old.example now',
    );
  });

  it('say of an address that several profiles have how to list them', async () => {
    const lines = await read({ ...of, kind: 'shared' });
    expect(lines.slice(0, state.length)).toEqual(state);
    const added = lines.slice(state.length).join('\n');
    expect(added).toContain('Several profiles have');
    expect(added).toMatch(/percorso consent \S+ --sharing email/);
  });
});
