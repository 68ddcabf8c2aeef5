/** Limits of accounts: what is left out has a trace, and the rest of the event counts. */
import { expect, it } from 'vitest';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { evaluateNow } from '../../../engine/decide/is-member.ts';
import { needsDefinitions } from '../../../engine/decide/needs-definitions.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';
import { makeSimulatedProfile } from '../../../engine/simulate/make-simulated-profile.ts';
import { simulatePerson } from '../../../engine/simulate/simulate-person.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { makeProgram } from '../../harness/make-program.ts';

const start = Date.parse('2026-03-01T10:00:00Z');
const snapshot = await makeProgram(`
kind: segment
id: paying
status: live
condition: { account: { plan: [pro] } }
`);
const program = compileProgram(snapshot);

function makeGroup(index: number, groupId: string, traits: object) {
  const at = start + index * 1_000;
  const touchpoint = parseTouchpoint({
    id: `e${index}`,
    source: 'shop',
    'detail-type': 'Group',
    time: new Date(at).toISOString(),
    detail: { type: 'group', userId: 'anna', groupId, traits },
  });
  return { at, input: { kind: 'touchpoint', touchpoint } as const };
}

function simulate(groups: readonly ReturnType<typeof makeGroup>[]) {
  const { profile, steps } = simulatePerson(program, createProfile('p', start), groups, start + 3_600_000);
  const traces = steps.flatMap(({ entries }) => entries.flatMap((entry) => entry.traces));
  return { profile, traces: traces.map(({ origin, action, reason }) => `${origin} ${action} ${reason}`) };
}

it('a person with 1,000 accounts keeps the 20 that were joined last, with a trace for each other one', () => {
  const { profile, traces } = simulate(
    Array.from({ length: 1_000 }, (_, index) => makeGroup(index, `g${index}`, { plan: 'free' })),
  );
  expect(Object.keys(profile.accounts ?? {})).toHaveLength(20);
  expect(profile.accounts).toHaveProperty('g999');
  expect(traces.filter((trace) => trace.endsWith('leave profile_limit_reached'))).toHaveLength(980);
});

it('traits that are too long, and more than 256 of them, are left out with a trace', () => {
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`t${index}`, index]));
  const { profile, traces } = simulate([
    makeGroup(0, 'acme', { plan: 'pro', text: 'x'.repeat(3_000) }),
    makeGroup(1, 'acme', many),
  ]);
  expect(traces).toEqual([
    'account:acme join done',
    'account:acme keep invalid_value',
    'segment:paying enter done',
    'account:acme keep profile_limit_reached',
  ]);
  const read = (name: string) => profile.accountView?.read(profile, undefined, [name]);
  expect([read('plan'), read('text'), read('t254'), read('t255')]).toEqual([
    'pro',
    undefined,
    254,
    undefined,
  ]);
});

it('the trace names the traits that are not kept, and why', () => {
  const long = 'n'.repeat(300);
  const traits = { plan: 'pro', id: 7, [long]: 1, text: 'x'.repeat(3_000), blob: 'y'.repeat(3_000) };
  const many = Object.fromEntries(Array.from({ length: 262 }, (_, index) => [`t${index}`, index]));
  const { steps } = simulatePerson(
    program,
    createProfile('p', start),
    [makeGroup(0, 'acme', traits), makeGroup(1, '7', { id: 7, plan: 'pro' }), makeGroup(2, 'beta', many)],
    start + 60_000,
  );
  const notes = steps.flatMap(({ entries }) =>
    entries.flatMap((entry) => entry.traces.map(({ note }) => note)),
  );
  expect(notes.filter((note) => note !== undefined)).toEqual([
    'traits "id": this name is of the id of the account',
    `traits "${'n'.repeat(40)}": a name has 1 to 128 characters`,
    'traits "text", "blob": over 2048 characters',
    'traits "t256", "t257", "t258", "t259", "t260" and 1 more: an account has at most 256 traits, 131072 characters together',
  ]);
});

it('a bulk run, which does not know the accounts, keeps the stored segments and sends new ones to a decision', () => {
  const stored: Profile = {
    ...createProfile('p', start),
    version: 3,
    program: 0,
    accounts: { acme: start },
    segments: { paying: start },
  };
  expect(evaluateNow(stored, program, start).segments).toEqual({ paying: start });
  expect(needsDefinitions(stored, program, start)).toBe(true);
  const { accounts: _none, ...other } = stored;
  expect(evaluateNow(other, program, start).segments).toEqual({});
});

it('a simulated person has the accounts of the given facts', () => {
  const facts = { traits: {}, consent: {}, accounts: { acme: { plan: 'pro' }, beta: {} } };
  const person = makeSimulatedProfile('anna', facts, start);
  const visit = makeGroup(1, 'beta', { plan: 'free' });
  const { profile } = simulatePerson(program, person, [visit], start + 60_000);
  expect(profile.accounts).toEqual({ acme: start, beta: start + 1_000 });
  expect(profile.segments).toHaveProperty('paying');
});
