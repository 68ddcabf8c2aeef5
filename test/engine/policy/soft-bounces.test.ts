/** So many temporary failures in a row suppress an address; which bounces count, and from when. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { createMemoryIdentityStore } from '../../../adapters/memory/identity-store.ts';
import { keepStatements } from '../../../app/advance/state/keep-statements.ts';
import type { JsonObject } from '../../../engine/base/json.ts';
import { readBounceStatement } from '../../../engine/facts/read-bounce.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { compileBounces, isBouncedOut } from '../../../engine/policy/soft-bounces.ts';

const day = 86_400_000;
const now = Date.parse('2026-11-20T10:00:00Z');

function makeBounces(count: number, isExpired?: true) {
  return Array.from({ length: count }, (_, index) => ({
    report: `m${index}:${isExpired}`,
    at: now - index * day,
    ...(isExpired === undefined ? {} : { isExpired }),
  }));
}

describe('temporary failures', () => {
  it.each([
    ['four', makeBounces(4), {}, false],
    ['five', makeBounces(5), {}, true],
    ['nine expired messages', makeBounces(9, true), {}, false],
    ['ten expired messages', makeBounces(10, true), {}, true],
    [
      'four and nine expired messages, counted apart',
      [...makeBounces(4), ...makeBounces(9, true)],
      {},
      false,
    ],
    ['two, where the policy says two', makeBounces(2), { soft: { limit: 2 } }, true],
    ['five, of which three are too old', makeBounces(5), { soft: { limit: 3, within: 'P2D' } }, false],
    ['five within the time', makeBounces(5), { soft: { limit: 5, within: 'P5D' } }, true],
  ])('%s', (_, bounces, policy, expected) => {
    expect(isBouncedOut(bounces, compileBounces(policy), now)).toBe(expected);
  });
});

describe('a report of a bounce', () => {
  const read = (name: string, properties: JsonObject, source = 'percorso') =>
    readBounceStatement(createProfile('P1', 1), {
      ...({ type: 'track' } as const),
      ...{ traits: {}, context: {}, occurredAt: now, receivedAt: now },
      id: 'r1',
      name,
      source,
      properties: { channel: 'email', address: 'A@Shop.example', ...properties },
    })?.kind;

  it.each([
    ['transient', 'MailboxFull', 'softBounce'],
    ['transient', 'General', 'softBounce'],
    ['undetermined', 'Undetermined', 'softBounce'],
    ['transient', 'ContentRejected', undefined],
    ['transient', 'AttachmentRejected', undefined],
    ['transient', 'MessageTooLarge', undefined],
    ['permanent', 'General', undefined],
  ])('of type %s and reason %s states %s', (bounceType, reason, expected) => {
    expect(read('Message Bounced', { bounceType, reason })).toBe(expected);
    expect(read('Message Bounced', { bounceType, reason }, 'shop')).toBeUndefined();
  });

  it('of a delivery states something only after a temporary failure', () => {
    expect(read('Message Delivered', {})).toBeUndefined();
    expect(read('Message Delivered', { endsBounces: true })).toBe('delivered');
    // An operator lifts the suppression.
    expect(read('Address Released', {})).toBe('delivered');
  });
});

test.prop([
  fc.array(fc.record({ at: fc.integer({ min: 1, max: 12 }), isDelivered: fc.boolean() }), { maxLength: 12 }),
  fc.infiniteStream(fc.nat()),
])('end in one state, in whatever order and however often their reports arrive', async (outcomes, random) => {
  const statements = outcomes.map(({ at, isDelivered }, index) => {
    const common = { channel: 'email', address: 'a@example.com' } as const;
    return isDelivered
      ? ({ ...common, kind: 'delivered', at } as const)
      : ({ ...common, kind: 'softBounce', bounce: { report: `m${index}`, at } } as const);
  });
  const arrivals = [...statements, ...statements]
    .map((statement) => ({ statement, place: random.next().value ?? 0 }))
    .sort((left, right) => left.place - right.place)
    .map(({ statement }) => statement);
  const identities = createMemoryIdentityStore();
  await keepStatements({ identities }, arrivals);
  const last = Math.max(0, ...outcomes.filter(({ isDelivered }) => isDelivered).map(({ at }) => at));
  const expected = outcomes.flatMap(({ at, isDelivered }, index) =>
    !isDelivered && at > last ? [`m${index}`] : [],
  );
  const record = await identities.read('email', 'a@example.com', { consistent: true });
  expect((record?.softBounces ?? []).map(({ report }) => report).sort()).toEqual(expected.sort());
});
