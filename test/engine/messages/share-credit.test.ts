/** The credit of one conversion, shared by the campaigns that awaited it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countTraces } from '../../../app/advance/publication/publication.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { decide } from '../../../engine/decide/decide.ts';
import { shareCredit } from '../../../engine/messages/note-conversion.ts';
import type { Input } from '../../../engine/model/decision.ts';
import { attributionModels } from '../../../engine/model/documents/policy-document.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { makeProgram } from '../../harness/make-program.ts';

describe('the credit of a conversion', () => {
  it.each([
    ['last-touch', 1, [100]],
    ['last-touch', 3, [0, 0, 100]],
    ['position', 1, [100]],
    ['position', 2, [50, 50]],
    ['position', 3, [40, 20, 40]],
    ['position', 5, [40, 7, 7, 6, 40]],
  ] as const)('by %s among %i messages', (model, count, shares) => {
    expect(shareCredit(count, model)).toEqual(shares);
  });

  it('is always one conversion in all', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.constantFrom(...attributionModels), (count, model) => {
        const shares = shareCredit(count, model);
        expect(shares).toHaveLength(count);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(100);
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('an order that several campaigns await', () => {
  const campaign = (id: string) => `
---
kind: campaign
id: ${id}
status: live
audience: { segment: everyone }
send: promo
schedule: { at: "2026-12-01T10:00:00Z" }
conversion: { event: Ordered, within: P7D }
`;
  const documents = (attribution: string) => `
kind: policy
id: contact
status: live
campaigns: { allowTransactional: true }
attribution: ${attribution}
---
kind: template
id: promo
status: live
channel: email
class: transactional
content: { subject: "Spring", html: "<p>Hello.</p>" }
---
kind: segment
id: everyone
status: live
condition: { did: { event: Signed Up } }
${['first', 'second', 'third'].map(campaign).join('')}`;

  it.each([
    ['last-touch', { third: 100 }],
    ['position', { first: 40, second: 20, third: 40 }],
  ])('is credited by %s, and converts each of them once', async (attribution, expected) => {
    const program = compileProgram(await makeProgram(documents(attribution)));
    const now = Date.parse('2026-11-20T10:00:00Z');
    const touches = ['first', 'second', 'third', 'gone'].map((id, index) => ({
      origin: `campaign:${id}`,
      at: now - 4_000 + index * 1_000,
      template: 'promo',
    }));
    const profile = { ...createProfile('P1', now), touches };
    const order = (id: string): Input => ({
      kind: 'touchpoint',
      touchpoint: {
        ...{ id, source: 'shop', name: 'Ordered', type: 'track', userId: 'u' },
        ...{ traits: {}, properties: {}, context: {}, occurredAt: now, receivedAt: now },
      },
    });
    const { entries } = decide(profile, [order('o-1'), order('o-2')], program, now);
    const converted = entries.flatMap(({ traces }) => traces).filter(({ action }) => action === 'convert');
    expect(converted.map(({ origin }) => origin)).toEqual([
      'campaign:first',
      'campaign:second',
      'campaign:third',
    ]);
    const credits = converted.flatMap(({ origin, credit }) =>
      credit === undefined ? [] : [[origin.slice('campaign:'.length), credit]],
    );
    expect(Object.fromEntries(credits)).toEqual(expected);
    const [batch] = countTraces('P1', 1, entries);
    expect(batch?.counts['campaign:third']).toEqual({
      ...{ converted: 1, 'converted@template=promo': 1 },
      ...{ credit: credits.at(-1)?.[1], 'credit@template=promo': credits.at(-1)?.[1] },
    });
  });
});
