/** Any order in which sign-ins and sign-outs on one device arrive, and the reports between people, ends in one state. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listDevices } from '../../engine/channels/devices.ts';
import { compileProgram } from '../../engine/compile/compile-program.ts';
import { decide } from '../../engine/decide/decide.ts';
import { type DeviceHolder, isLaterHolder } from '../../engine/model/address-statement.ts';
import { createProfile, type Profile } from '../../engine/model/profile.ts';
import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { sampleSnapshot } from '../harness/sample-program.ts';

const start = Date.parse('2026-11-20T10:00:00Z');
const program = compileProgram(sampleSnapshot);

interface Statement {
  readonly person: string;
  /** Seconds. */
  readonly at: number;
  readonly isOut?: boolean;
}

interface Delivery {
  readonly person: string;
  readonly touchpoint: Touchpoint;
}

function makeDelivery({ person, at, isOut }: Statement, index: number): Delivery {
  const occurredAt = start + at * 1_000;
  return {
    person,
    touchpoint: {
      ...{ id: `s${index}`, source: 'app', type: 'track', userId: person, traits: {}, properties: {} },
      name: isOut === true ? 'Signed Out' : 'Device Registered',
      context: { device: { type: 'ios', token: 'abcd' } },
      ...{ occurredAt, receivedAt: start + 60_000 },
    },
  };
}

/** Who gets pushes in the end. `picks`: which of the deliveries that wait comes next, statement or report. */
function play(statements: readonly Statement[], picks: readonly number[]): string[] {
  const profiles = new Map<string, Profile>();
  const waiting = statements.map(makeDelivery);
  let holder: DeviceHolder | undefined;
  for (let step = 0; waiting.length > 0; step++) {
    const [next] = waiting.splice((picks[step] ?? 0) % waiting.length, 1);
    if (next === undefined) break;
    const { person, touchpoint } = next;
    const profile = profiles.get(person) ?? createProfile(person, start);
    const input = { kind: 'touchpoint', touchpoint, ...(holder && { holder }) } as const;
    const decision = decide(profile, [input], program, start + 60_000);
    profiles.set(person, { ...decision.profile, outbox: [] });
    for (const statement of decision.statements) {
      if (statement.kind !== 'holder') continue;
      if (holder === undefined || isLaterHolder(statement.holder, holder)) holder = statement.holder;
    }
    for (const effect of decision.effects) {
      if (effect.kind !== 'EmitEvent' || effect.profileId === undefined) continue;
      const { id, name, profileId, properties, occurredAt } = effect;
      const report = { id, name, profileId, properties, occurredAt, receivedAt: start + 60_000 };
      const touchpoint = { ...report, source: 'percorso', type: 'track' as const, traits: {}, context: {} };
      waiting.push({ person: profileId, touchpoint });
    }
  }
  return [...profiles.values()].flatMap((profile) =>
    listDevices(profile).length === 0 ? [] : holder?.profileId === profile.id ? profile.id : 'not the holder',
  );
}

/** The latest sign-in, of two at one moment the one of the greater person; no one if this person then signed out. */
function expectOwner(statements: readonly Statement[]): string[] {
  const [last] = statements
    .filter(({ isOut }) => isOut !== true)
    .sort((left, right) => right.at - left.at || (left.person < right.person ? 1 : -1));
  if (last === undefined) return [];
  const isGone = statements.some(
    ({ person, at, isOut }) => isOut === true && person === last.person && at >= last.at,
  );
  return isGone ? [] : [last.person];
}

const six = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
] as const;

describe.each<[string, readonly Statement[]]>([
  [
    'in, in, out',
    [
      { person: 'A', at: 10 },
      { person: 'B', at: 20 },
      { person: 'B', at: 30, isOut: true },
    ],
  ],
  [
    'the same, of B and A',
    [
      { person: 'B', at: 10 },
      { person: 'A', at: 20 },
      { person: 'A', at: 30, isOut: true },
    ],
  ],
  [
    'in, out, in',
    [
      { person: 'A', at: 10 },
      { person: 'A', at: 20, isOut: true },
      { person: 'B', at: 30 },
    ],
  ],
  [
    'in, in at one moment, out',
    [
      { person: 'A', at: 10 },
      { person: 'B', at: 10 },
      { person: 'A', at: 20, isOut: true },
    ],
  ],
  [
    'in, in and out at one moment',
    [
      { person: 'A', at: 10 },
      { person: 'B', at: 20 },
      { person: 'A', at: 20, isOut: true },
    ],
  ],
  [
    'in, in, out at one moment',
    [
      { person: 'A', at: 10 },
      { person: 'B', at: 10 },
      { person: 'B', at: 10, isOut: true },
    ],
  ],
  [
    'in, in, in with a tie',
    [
      { person: 'B', at: 10 },
      { person: 'A', at: 20 },
      { person: 'B', at: 20 },
    ],
  ],
])('%s', (_name, statements) => {
  it.each(six)('delivered as %i, %i, %i', (...order) => {
    const ordered = order.map((index) => statements[index]).filter((statement) => statement !== undefined);
    const expected = expectOwner(statements);
    // Reports last, and as early as possible.
    expect(play(ordered, [])).toEqual(expected);
    expect(play(ordered, [0, 2, 1, 1, 0])).toEqual(expected);
  });
});

it('twelve people with rounded times, statements and reports in any order', () => {
  const person = fc.constantFrom(...'ABCDEFGHIJKL');
  const statement = fc.record({ person, at: fc.nat(4), isOut: fc.boolean() }, { noNullPrototype: true });
  const one = fc.tuple(fc.array(statement, { maxLength: 30 }), fc.array(fc.nat(), { maxLength: 60 }));
  fc.assert(
    fc.property(one, ([statements, picks]) => {
      expect(play(statements, picks)).toEqual(expectOwner(statements));
    }),
    { numRuns: 300 },
  );
});

it('three people who sign in and out at neighbouring moments', () => {
  const person = fc.constantFrom(...'ABC');
  const statement = fc.record({ person, at: fc.nat(2), isOut: fc.boolean() }, { noNullPrototype: true });
  const one = fc.tuple(fc.array(statement, { maxLength: 6 }), fc.array(fc.nat(), { maxLength: 16 }));
  fc.assert(
    fc.property(one, ([statements, picks]) => {
      expect(play(statements, picks)).toEqual(expectOwner(statements));
    }),
    { numRuns: 1_000 },
  );
});
