/** Links: one claim gives one token, which shows nothing and opens only unchanged. */
import { randomBytes, randomInt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLink, isLinkExpired, type LinkClaim, type LinkKind } from '../../../app/links/link-claim.ts';
import { openLink, sealLink } from '../../../app/links/seal-link.ts';
import type { LinkKey } from '../../../app/ports/link-keys.ts';
import { channels } from '../../../engine/model/channels.ts';
import { sampleClaim as claim, flipBit } from './sample-claims.ts';

const key: LinkKey = { version: 3, key: new Uint8Array(Buffer.alloc(32, 7)) };
const keys = { find: async (version: number) => (version === key.version ? key.key : undefined) };

const text = fc.string({ unit: 'grapheme', maxLength: 80 });
const shared = {
  profileId: text,
  messageId: fc.option(
    text.filter((id) => id !== ''),
    { nil: undefined },
  ),
  channel: fc.constantFrom(...channels),
  address: text,
  purpose: text,
  topic: fc.option(text, { nil: undefined }),
  locale: fc.option(text, { nil: undefined }),
  issuedAt: fc.nat(),
};
const claims: fc.Arbitrary<LinkClaim> = fc
  .oneof(
    fc.record({ kind: fc.constantFrom('unsubscribe' as const, 'preferences' as const), ...shared }),
    fc.record({
      kind: fc.constant('confirm' as const),
      ...shared,
      keys: fc.array(text),
      requestedAt: fc.nat(),
    }),
  )
  .map((made) => JSON.parse(JSON.stringify(made)) as LinkClaim);

let sample: { readonly claim: LinkClaim; readonly key: LinkKey } = { claim, key };

describe('a link', () => {
  it('opens to the claim that it was made of', async () => {
    await fc.assert(
      fc.asyncProperty(claims, async (made) => {
        expect(await openLink(sealLink(made, key), keys, made.kind)).toEqual(made);
      }),
    );
  });

  it('is the same for the same claim, and another one for every other claim or key', () => {
    const token = sealLink(claim, key);
    expect(sealLink(structuredClone(claim), { ...key })).toBe(token);
    const others: LinkClaim[] = [
      { ...claim, kind: 'preferences' },
      { ...claim, profileId: '01JD0000000000000000000001' },
      { ...claim, messageId: '01JDMESSAGE000000000000001' },
      { ...claim, channel: 'sms' },
      { ...claim, address: 'ann@example.com' },
      { ...claim, purpose: 'surveys' },
      { ...claim, topic: 'offers' },
      { ...claim, locale: 'en' },
      { ...claim, issuedAt: claim.issuedAt + 1 },
    ];
    const tokens = others.map((other) => sealLink(other, key));
    const rotated = [
      sealLink(claim, { ...key, version: 4 }),
      sealLink(claim, { ...key, key: randomBytes(32) }),
    ];
    expect(new Set([token, ...tokens, ...rotated]).size).toBe(1 + others.length + rotated.length);
  });

  it('shows no personal data, in no encoding, and is short', () => {
    const url = formatLink('https://links.example.com', 'unsubscribe', sealLink(claim, key));
    const bytes = Buffer.from(url.slice(url.lastIndexOf('/') + 1), 'base64url').toString('latin1');
    for (const value of [
      claim.profileId,
      claim.messageId ?? '',
      claim.address,
      'anna',
      'marketing',
      'email',
    ]) {
      for (const form of [value, encodeURIComponent(value), Buffer.from(value).toString('hex')]) {
        expect([form, url.includes(form), bytes.includes(form)]).toEqual([form, false, false]);
      }
      expect(url).not.toContain(Buffer.from(value).toString('base64url'));
    }
    expect(url).toMatch(/^https:\/\/links\.example\.com\/u\/[\w-]+$/);
    expect(url.length).toBeLessThan(300);
  });

  it('with one flipped bit is not opened, whichever bit it is, of the bytes and of the text', async () => {
    const wrong: string[] = [];
    let tried = 0;
    for (const made of [claim, { ...claim, address: 'b@c.io' }, { ...claim, address: 'd@e.com' }]) {
      const token = sealLink(made, key);
      for (const encoding of ['base64url', 'latin1'] as const) {
        const bytes = Buffer.from(token, encoding);
        for (let bit = 0; bit < bytes.length * 8; bit++) {
          const changed = flipBit(bytes, bit).toString(encoding);
          tried += 1;
          if ((await openLink(changed, keys, 'unsubscribe')) !== undefined) wrong.push(changed);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(8_000);
  });

  /** `FLIPS=1000000` runs a million. */
  const flips = Number(process.env['FLIPS'] ?? 2_000);
  it(`of any claim and key is not opened after any flip of a bit (${flips} flips)`, {
    timeout: 600_000,
  }, async () => {
    const opened: string[] = [];
    for (let flipped = 0; flipped < flips; flipped++) {
      // A token in a hundred flips, each with its own key, so that no key or claim is special.
      const [own] = flipped % 100 === 0 ? fc.sample(claims, 1) : [];
      if (own !== undefined)
        sample = { claim: own, key: { version: 1 + randomInt(100), key: randomBytes(32) } };
      const bytes = Buffer.from(sealLink(sample.claim, sample.key), 'base64url');
      const changed = flipBit(bytes, randomInt(bytes.length * 8)).toString('base64url');
      const find = async () => sample.key.key;
      if ((await openLink(changed, { find }, sample.claim.kind)) !== undefined) opened.push(changed);
    }
    expect(opened).toEqual([]);
  });

  it.each([
    ['nothing', () => ''],
    ['text', () => 'hello'],
    ['a shortened token', (token: string) => token.slice(0, -1)],
    ['a lengthened token', (token: string) => `${token}A`],
    ['a token with padding', (token: string) => `${token}=`],
    ['a token with a line break', (token: string) => `${token.slice(0, 40)}\n${token.slice(40)}`],
    ['a token in the other base64 alphabet', (token: string) => `${token.replace(/[-_]/, '+')}+`],
    ['a token of zeros', (token: string) => Buffer.alloc(token.length).toString('base64url')],
    ['a very long token', (token: string) => token.repeat(100)],
  ])('is not %s', async (_name, change) => {
    expect(await openLink(change(sealLink(claim, key)), keys, 'unsubscribe')).toBeUndefined();
  });

  it('of another kind is not opened: a link to preferences cannot unsubscribe', async () => {
    const kinds: readonly LinkKind[] = ['unsubscribe', 'preferences', 'confirm'];
    for (const kind of kinds) {
      const made: LinkClaim =
        kind === 'confirm' ? { ...claim, kind, keys: ['email'], requestedAt: 1 } : { ...claim, kind };
      const opened = await Promise.all(kinds.map((each) => openLink(sealLink(made, key), keys, each)));
      expect(opened.map((each) => each?.kind)).toEqual(
        kinds.map((each) => (each === kind ? kind : undefined)),
      );
    }
  });

  it('of another key of the same version, or of a version that no longer exists, is not opened', async () => {
    const forged = sealLink(claim, { version: key.version, key: randomBytes(32) });
    expect(await openLink(forged, keys, 'unsubscribe')).toBeUndefined();
    expect(await openLink(sealLink(claim, { ...key, version: 2 }), keys, 'unsubscribe')).toBeUndefined();
  });

  it('is an error, not a forged link, when the key cannot be read', async () => {
    const broken = { find: async () => Promise.reject(new Error('throttled')) };
    await expect(openLink(sealLink(claim, key), broken, 'unsubscribe')).rejects.toThrow('throttled');
  });
});

describe('the age of a link', () => {
  const at = claim.issuedAt * 1000;
  const day = 86_400_000;
  it.each([
    ['preferences', at + 30 * day, false],
    ['preferences', at + 30 * day + 1, true],
    ['unsubscribe', at + 10_000 * day, false],
  ] as const)('of %s at %i is over: %s', (kind, now, expected) => {
    expect(isLinkExpired({ ...claim, kind }, 30, now)).toBe(expected);
  });
});
