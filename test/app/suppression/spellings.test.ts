/** Each way in and out knows one address by every spelling: docs/consent.md lists them. */
import { readFileSync } from 'node:fs';
import { domainToUnicode } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryAddressBook } from '../../../adapters/memory/address-book.ts';
import { createMemoryConsentLedger } from '../../../adapters/memory/consent-ledger.ts';
import { createMemoryErasureRegister } from '../../../adapters/memory/erasure-register.ts';
import { createMemoryIdentityStore } from '../../../adapters/memory/identity-store.ts';
import { createMemoryProfileStore } from '../../../adapters/memory/profile-store.ts';
import { makeOutcome, readProviderReports } from '../../../app/feedback/read-feedback.ts';
import { reconcileSuppressions } from '../../../app/feedback/reconcile-suppressions.ts';
import { findProfileId } from '../../../app/inspect/find-person.ts';
import { silentTelemetry } from '../../../app/runtime/telemetry.ts';
import { checkAddress } from '../../../app/send/check-address.ts';
import { suppressAddress } from '../../../app/suppression/suppress-address.ts';
import { normalizeEmail } from '../../../engine/channels/normal-forms.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { identityKeys } from '../../../engine/touchpoint/identity-keys.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { makeMailReport } from '../../harness/events.ts';
import { createLinkSetup, unsubscribeClaim } from '../../harness/link-server.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { joinDocuments, makeEmail, makeOptOutPolicy } from '../../harness/sample-documents.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const mailbox = 'anna@xn--mller-kva.example';

const page = readFileSync(new URL('../../../docs/consent.md', import.meta.url), 'utf8');
const table = page.slice(page.indexOf('| spelling | address |')).split('\n\n')[0] ?? '';
const readEscapes = (text: string) =>
  text.replace(/\\u([0-9a-f]{4})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
const rows = [...table.matchAll(/^\| `(.*)` \| (?:`(.*)`|refused) \|$/gm)].map(
  ([, spelling = '', address]) => [readEscapes(spelling), address] as const,
);
const spellings = rows.flatMap(([spelling, address]) => (address === mailbox ? [spelling] : []));

const program = compileProgram(
  await makeProgram(
    joinDocuments(
      makeOptOutPolicy(),
      makeEmail('offer', 'Offer'),
      'kind: rule\nid: offer\nstatus: live\ntrigger: { event: Asked }\nactions: [{ send: offer }]',
    ),
  ),
);

/** A touchpoint of a person whose address is spelled so; `more`: fields of the event's detail. */
function state(profileId: string, email: string, more: object = {}) {
  const touchpoint = parseTouchpoint({
    id: `e-${profileId}`,
    source: 'shop',
    'detail-type': 'Asked',
    time: new Date(now).toISOString(),
    detail: { userId: profileId, traits: { email }, ...more },
  });
  return decide(createProfile(profileId, now), [{ kind: 'touchpoint', touchpoint }], program, now);
}

type Book = ReturnType<typeof createMemoryAddressBook>;

async function keepAll({ statements }: Pick<ReturnType<typeof state>, 'statements'>): Promise<Book> {
  const book = createMemoryAddressBook();
  for (const statement of statements) await book.keep(statement);
  return book;
}

/** By name: stops promotional messages to the address that is spelled so. */
const waysIn: Readonly<Record<string, (spelling: string) => Promise<Book>>> = {
  async suppress(spelling) {
    const addresses = createMemoryAddressBook();
    const step = { by: 'anna', reason: 'letter', at: now };
    const erasures = createMemoryErasureRegister();
    await suppressAddress('email', spelling, step, {
      addresses,
      consents: createMemoryConsentLedger(),
      erasures,
    });
    return addresses;
  },
  async 'the suppression list of SES'(spelling) {
    const book = createMemoryAddressBook();
    const list = async () => ({ suppressed: [{ address: spelling, reason: 'bounced' as const, at: now }] });
    const identities = { ...createMemoryIdentityStore(book), ...book };
    const events = { put: async () => [] };
    await reconcileSuppressions({ suppressions: { list }, identities, events }, silentTelemetry, now);
    return book;
  },
  async 'a bounce that SES reports'(spelling) {
    // The receiving server forwards the address, and names the one that failed.
    const more = { bouncedRecipients: [{ emailAddress: 'someone@forwarded.example' }] };
    const text = makeMailReport('Bounce', { id: 'M1', profileId: 'P1', to: spelling, at: now, more });
    const [report] = readProviderReports(JSON.parse(text));
    if (report === undefined || !('messageId' in report)) throw new TypeError('A report of ours');
    const input = { kind: 'touchpoint', touchpoint: makeOutcome(report).touchpoint } as const;
    return keepAll(decide(createProfile('P1', now), [input], program, now));
  },
  async 'a no in an event or an import'(spelling) {
    return keepAll(state('P1', spelling, { context: { consent: { email: false } } }));
  },
  async 'one click, or the mailbox'(spelling) {
    const [message] = state('P1', spelling).effects;
    const setup = await createLinkSetup();
    const address = message?.kind === 'SendMessage' ? message.to : '';
    const token = await setup.seal({ ...unsubscribeClaim, address });
    await setup.ask({ method: 'POST', path: `/u/${token}` });
    return setup.book;
  },
};

/** What the sender decides about a promotional message to another person who states the address so. */
async function checkSending(spelling: string, addresses: Book) {
  const [message] = state('P2', spelling).effects;
  if (message?.kind !== 'SendMessage') return 'no message';
  const { refusal } = await checkAddress(
    message,
    undefined,
    { addresses, profiles: createMemoryProfileStore(), timelineDays: 30 },
    program.policy,
    now,
  );
  return refusal;
}

describe('docs/consent.md', () => {
  it.each(rows)('%j is the address %s', (spelling, address) => {
    expect(normalizeEmail(spelling)).toBe(address);
    if (address !== undefined) expect(normalizeEmail(address)).toBe(address);
  });

  it('lists nine spellings of one address, and five of none', () => {
    expect([spellings.length, rows.filter(([, address]) => address === undefined).length]).toEqual([9, 5]);
  });
});

describe.each(Object.entries(waysIn))('a stop by %s', (_way, stop) => {
  it('holds for every spelling, whichever was stopped', async () => {
    for (const stopped of spellings) {
      const book = await stop(stopped);
      const refusals = await Promise.all(spellings.map((spelling) => checkSending(spelling, book)));
      expect(refusals, stopped).not.toContain(undefined);
      expect(refusals, stopped).not.toContain('no message');
    }
  });

  it('holds for no other address', async () => {
    const book = await stop(mailbox);
    for (const other of ['anna+news@müller.example', 'an.na@müller.example', 'anna@muller.example'])
      expect(await checkSending(other, book), other).toBeUndefined();
  });
});

describe('a person', () => {
  it('is found by every spelling: as identity, at the command line, and on the page for a link', async () => {
    const setup = await createLinkSetup();
    await setup.identities.claim({ type: 'email', value: mailbox }, { profileId: 'P1' });
    for (const spelling of spellings) {
      const touchpoint = state('P1', spelling).entries[0]?.touchpoint;
      expect(touchpoint === undefined ? [] : identityKeys(touchpoint), spelling).toContainEqual({
        type: 'email',
        value: mailbox,
      });
      expect(await findProfileId(`email:${spelling}`, setup.identities, undefined), spelling).toBe('P1');
      expect(await findProfileId(`externalId:email:${spelling}`, setup.identities, undefined), spelling).toBe(
        'P1',
      );
      const form = new URLSearchParams({ email: spelling });
      await setup.ask({ method: 'POST', path: '/', form });
    }
    expect(setup.events.filter(({ name }) => name === 'Preferences Link Requested')).toHaveLength(
      spellings.length,
    );
  });
});

const letter = fc.constantFrom(...'abcxyzàéöñçü', ...'0159_');
const word = fc.array(letter, { minLength: 1, maxLength: 8 }).map((letters) => letters.join(''));
const label = fc
  .array(fc.constantFrom(...'abcxyzàéöñçü01'), { minLength: 1, maxLength: 8 })
  .map((letters) => letters.join(''));
const plain = fc
  .tuple(fc.array(word, { minLength: 1, maxLength: 3 }), fc.constantFrom('.', '+', '-'), label)
  .map(([words, joint, domain]) => `${words.join(joint)}@${domain}.example`);

const widen = (text: string) =>
  text.replace(/[!-~]/g, (narrow) => String.fromCharCode(narrow.charCodeAt(0) + 0xfee0));
const mapDomain = (map: (domain: string) => string) => (text: string) => {
  const at = text.search(/[@＠]/);
  return text.slice(0, at + 1) + map(text.slice(at + 1));
};
/** Each keeps the mailbox. */
const respellings: readonly ((text: string) => string)[] = [
  (text) => text.toUpperCase(),
  (text) => text.normalize('NFD'),
  (text) => text.normalize('NFC'),
  widen,
  (text) => `\u00a0${text}\n`,
  (text) => [...text].join('\u200b'),
  mapDomain((domain) => (/^[\w.-]+$/.test(domain) ? domainToUnicode(domain) : domain)),
  mapDomain((domain) => normalizeEmail(`x@${domain}`)?.slice(2) ?? domain),
  mapDomain((domain) => `${trimUnseen(domain).replace(/[.．]$/, '')}.`),
  (text) => trimUnseen(text).replace(/^([^"＂@＠]+)(?=[@＠])/, '"$1"'),
];

/** A quote before a space, or a dot after one, is no spelling of the same address. */
function trimUnseen(text: string): string {
  return text.replace(/^[\s\u200b]+|[\s\u200b]+$/g, '');
}

describe('any address', () => {
  it('has one form in every combination of spellings', () => {
    const chosen = fc.array(fc.nat(respellings.length - 1), { maxLength: 4 });
    fc.assert(
      fc.property(plain, chosen, (address, steps) => {
        const spelled = steps.reduce((text, step) => respellings[step]?.(text) ?? text, address);
        expect(normalizeEmail(spelled)).toBe(normalizeEmail(address));
        expect(normalizeEmail(address)).toBeDefined();
      }),
      { numRuns: 1_000 },
    );
  });

  it('differs from every other address, and a comment in it is refused', () => {
    fc.assert(
      fc.property(plain, plain, fc.nat(30), (left, right, place) => {
        const isSame = left === right;
        expect(normalizeEmail(left) === normalizeEmail(right)).toBe(isSame);
        const at = Math.min(place, left.length);
        expect(normalizeEmail(`${left.slice(0, at)}(c)${left.slice(at)}`)).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});
