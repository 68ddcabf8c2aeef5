/** Which ids lead to a person, and how many: what a policy of identifiers makes of touchpoints. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createActor } from '../../harness/actor.ts';
import { makeEventText } from '../../harness/events.ts';
import { createFaultInjector, type Fault } from '../../harness/faults.ts';
import { makeProgram } from '../../harness/make-program.ts';
import { createMemoryStack, publishSnapshot } from '../../harness/memory-stack.ts';
import { type Observation, observe } from '../../harness/observe.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
type Person = Readonly<Record<string, unknown>>;

/** `batches`: each is delivered at once. */
async function run(identity: string, batches: readonly (readonly Person[])[], fault?: Fault) {
  const stack = createMemoryStack({ now });
  const policy = identity === '' ? '' : `identity: ${identity}`;
  const program = await makeProgram(`{ kind: policy, id: main, status: live, ${policy} }`);
  await publishSnapshot(stack.ports.programStore, program);
  const injector = createFaultInjector(...(fault === undefined ? [] : [fault]));
  const actor = createActor(stack, { injector });
  for (const [index, batch] of batches.entries()) {
    for (const [place, detail] of batch.entries()) {
      const id = `t-${index}-${place}`;
      stack.queues.get('profile').sendText(makeEventText({ id, name: 'X', at: now + index, detail }));
    }
    await actor.advance();
  }
  return { ...(await observe(stack)), injector, rejected: stack.queues.get('rejected').peek() };
}

/** Loading a profile that ended gives the one that stays. */
const listLive = ({ profiles }: Observation) =>
  Object.entries(profiles).flatMap(([id, profile]) => (profile.id === id ? [profile] : []));
const users = ({ profiles }: Observation) => Object.values(profiles).map(({ userId }) => userId);
const leadsTo = ({ identities }: Observation, type: string, value: string) => identities[`${type}#${value}`];

function countOf(profileId: string | undefined, type: string, { identities }: Observation): number {
  const keys = Object.entries(identities).filter(
    ([key, owner]) => key.startsWith(`${type}#`) && owner === profileId,
  );
  return keys.length;
}

const reasons = ({ timeline }: Observation) =>
  (timeline as { traces: { origin: string; reason: string; note?: string }[] }[]).flatMap(({ traces }) =>
    traces
      .filter(({ reason }) => reason.startsWith('identity'))
      .map(({ origin, reason, note }) => `${origin} ${reason} ${note}`),
  );

describe('values that identify no one', () => {
  it('never make one person of the people that a CRM sends with them, with or without a policy', async () => {
    const traits = { email: 'null@null.com', phone: '+390000000000' };
    const people = Array.from({ length: 50 }, (_, index) => ({
      userId: `u${index}`,
      anonymousId: '00000000-0000-0000-0000-000000000000',
      traits,
      context: { externalIds: [{ type: 'crm', id: 'undefined' }] },
    }));
    for (const identity of ['', '{ kinds: { crm: {} } }']) {
      const outcome = await run(identity, [people]);
      expect(new Set(users(outcome)).size).toBe(50);
      expect(Object.keys(outcome.identities).filter((key) => !/^(userId|owner)#/.test(key))).toEqual([]);
    }
  });

  it('reject an event that has no other id, each member of a batch by itself', async () => {
    for (const detail of [
      { userId: 'null' },
      { anonymousId: '0' },
      { traits: { email: 'null@x.example' } },
    ]) {
      const outcome = await run('', [[detail, { userId: 'anna' }]]);
      expect(users(outcome)).toEqual(['anna']);
      expect(outcome.rejected).toMatchObject([{ code: 'no_identity' }]);
    }
  });

  it('a user id that is none gives no profile a user', async () => {
    const outcome = await run('', [[{ userId: 'undefined', anonymousId: 'a' }], [{ anonymousId: 'a' }]]);
    expect(users(outcome)).toEqual([undefined]);
    expect(reasons(outcome)).toEqual(['identity:userId identity_ignored the value identifies no one']);
  });
});

describe('normal forms', () => {
  it('find the person by any spelling of the user id and of a card', async () => {
    const card = (id: string) => ({ context: { externalIds: [{ type: 'loyalty', id }] } });
    const identity =
      '{ kinds: { userId: { normalize: [lower-case] }, loyalty: { normalize: [digits, no-leading-zeros] } } }';
    const outcome = await run(identity, [
      [{ userId: 'ANNA', ...card('0042') }],
      [{ userId: 'anna' }],
      [card('LC-42')],
    ]);
    expect(users(outcome)).toEqual(['anna']);
    expect(Object.values(outcome.profiles)[0]?.processedEvents).toHaveLength(3);
  });

  it('hold for the former id of an alias call', async () => {
    const alias = (previousId: string) => ({ type: 'alias', previousId, userId: 'anna' });
    const outcome = await run('{ kinds: { anonymousId: { normalize: [lower-case], never: [kiosk] } } }', [
      [{ anonymousId: 'ab' }, { userId: 'anna' }, alias('AB'), alias('Kiosk')],
    ]);
    expect(listLive(outcome).map(({ processedEvents }) => processedEvents.length)).toEqual([4]);
    expect(leadsTo(outcome, 'anonymousId', 'kiosk')).toBeUndefined();
  });
});

describe('priority', () => {
  it('selects the profile by the kind that the policy puts first', async () => {
    const card = { context: { externalIds: [{ type: 'loyalty', id: '7' }] } };
    const story = [
      [{ userId: 'anna', ...card }],
      [{ userId: 'bruno', anonymousId: 'kiosk' }],
      [{ anonymousId: 'kiosk', ...card }],
    ];
    const counted = async (identity: string) =>
      Object.values((await run(identity, story)).profiles)
        .map(({ userId, processedEvents }) => `${userId} ${processedEvents.length}`)
        .sort();
    expect(await counted('')).toEqual(['anna 1', 'bruno 2']);
    expect(await counted('{ priority: [loyalty], kinds: { loyalty: {} } }')).toEqual(['anna 2', 'bruno 1']);
  });
});

describe('ids of many people', () => {
  it('select no profile and join none, although each event has one', async () => {
    const identity = '{ kinds: { anonymousId: { unique: false } } }';
    const outcome = await run(identity, [
      [{ userId: 'anna', anonymousId: 'kiosk' }],
      [{ userId: 'bruno', anonymousId: 'kiosk' }],
      [{ anonymousId: 'kiosk' }],
    ]);
    expect(users(outcome).sort()).toEqual(['anna', 'bruno']);
    expect(leadsTo(outcome, 'anonymousId', 'kiosk')).toBeUndefined();
    expect(Object.values(outcome.profiles).map(({ sessions }) => sessions)).toEqual([undefined, undefined]);
    expect(outcome.rejected).toHaveLength(1);
  });
});

describe('device tokens', () => {
  const device = { context: { device: { type: 'ios', token: 'aaff' } } };
  const story = [[{ userId: 'anna', ...device }], [device], [{ userId: 'bruno', ...device }]];

  it('identify no one by default', async () => {
    const outcome = await run('{ kinds: { email: {} } }', story);
    expect(users(outcome).sort()).toEqual(['anna', 'bruno']);
    expect(outcome.rejected).toMatchObject([{ code: 'no_identity' }]);
  });

  it('select the profile if the policy says so, and never join two users', async () => {
    const outcome = await run('{ kinds: { deviceToken: { unique: true } } }', story);
    const events = Object.values(outcome.profiles).map(
      (each) => `${each.userId} ${each.processedEvents.length}`,
    );
    expect(events.sort()).toEqual(['anna 2', 'bruno 1']);
    const token = leadsTo(outcome, 'externalId', 'deviceToken:apns:aaff');
    expect(token).toMatch(/^Z/);
  });
});

describe('a maximum', () => {
  const limit = (max: number) => `{ kinds: { anonymousId: { max: ${max} }, email: { max: 1 } } }`;

  it('keeps the ids that came first; the event of a later one counts, and leaves a trace', async () => {
    const batches = ['a', 'b', 'c', 'a', 'c'].map((anonymousId) => [{ userId: 'anna', anonymousId }]);
    const outcome = await run(limit(2), batches);
    const anna = leadsTo(outcome, 'userId', 'anna');
    expect(['a', 'b', 'c'].map((id) => leadsTo(outcome, 'anonymousId', id))).toEqual([anna, anna, undefined]);
    expect(Object.values(outcome.profiles)[0]?.processedEvents).toHaveLength(5);
    expect(reasons(outcome)).toEqual(
      Array(2).fill('identity:anonymousId identity_ignored the profile has 2'),
    );
  });

  it('holds for a visitor, and for what a merge would bring in', async () => {
    const anna = { userId: 'anna', traits: { email: 'anna@example.com' } };
    const outcome = await run(limit(1), [
      [anna],
      [{ userId: 'anna', anonymousId: 'a' }],
      [{ anonymousId: 'b', traits: { email: 'b@example.com' } }],
      [{ anonymousId: 'b', traits: { email: 'c@example.com' } }],
      [{ userId: 'anna', anonymousId: 'b' }],
    ]);
    expect(Object.keys(outcome.profiles)).toHaveLength(2);
    expect(leadsTo(outcome, 'email', 'c@example.com')).toBeUndefined();
    expect(leadsTo(outcome, 'anonymousId', 'b')).not.toBe(leadsTo(outcome, 'userId', 'anna'));
    expect(reasons(outcome)).toHaveLength(2);
  });

  it('lets a visitor with a free place join the person who signs in', async () => {
    const outcome = await run(limit(1), [
      [{ anonymousId: 'a' }],
      [{ userId: 'anna' }],
      [{ userId: 'anna', anonymousId: 'a' }],
    ]);
    const live = listLive(outcome);
    expect(live).toMatchObject([{ userId: 'anna' }]);
    expect(live[0]?.processedEvents).toHaveLength(3);
  });

  it('holds whatever call fails, and loses no event', async () => {
    const batches = [
      [{ userId: 'anna', anonymousId: 'a', traits: { email: 'a@example.com' } }],
      [{ userId: 'anna', anonymousId: 'b', traits: { email: 'b@example.com' } }, { anonymousId: 'c' }],
    ];
    const clean = await run(limit(1), batches);
    const calls = clean.injector.calls.length;
    expect(calls).toBeGreaterThan(10);
    for (const kind of ['fails before', 'dies after'] as const) {
      for (let call = 1; call <= calls; call++) {
        const outcome = await run(limit(1), batches, { call, kind });
        expect(outcome.identities, `${kind} ${clean.injector.calls[call - 1]} (${call})`).toEqual(
          clean.identities,
        );
        const counted = Object.values(outcome.profiles).map(({ processedEvents }) => processedEvents.length);
        expect(counted).toEqual(Object.values(clean.profiles).map((each) => each.processedEvents.length));
      }
    }
  });

  it('holds in any order, in any batches', async () => {
    const people = fc.record(
      {
        userId: fc.constantFrom('anna', 'bruno'),
        anonymousId: fc.constantFrom('a', 'b', 'c', 'd'),
        traits: fc.constantFrom('x', 'y', 'z').map((name) => ({ email: `${name}@example.com` })),
      },
      { requiredKeys: ['anonymousId'] },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(people, { maxLength: 4 }), { maxLength: 6 }), async (batches) => {
        const outcome = await run(limit(2), batches);
        expect(outcome.rejected).toEqual([]);
        for (const id of Object.keys(outcome.profiles)) {
          expect(countOf(id, 'anonymousId', outcome)).toBeLessThanOrEqual(2);
          expect(countOf(id, 'email', outcome)).toBeLessThanOrEqual(1);
        }
        const live = listLive(outcome);
        const named = live.flatMap(({ userId }) => userId ?? []);
        expect(named).toHaveLength(new Set(named).size);
        const counted = new Set(live.flatMap((each) => each.processedEvents.map(([hash]) => hash)));
        expect(counted.size).toBe(batches.flat().length);
      }),
      { numRuns: 60 },
    );
  });
});
