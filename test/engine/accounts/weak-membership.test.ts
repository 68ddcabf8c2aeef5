/** Who may state that a person belongs to an account: docs/touchpoints.md#forms-that-anyone-can-fill-in. */
import { expect, it } from 'vitest';
import { createAccountView } from '../../../engine/accounts/account-view.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { simulatePerson } from '../../../engine/simulate/simulate-person.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { makeProgram } from '../../harness/make-program.ts';

const start = Date.parse('2026-03-01T10:00:00Z');
const program = compileProgram(
  await makeProgram(`
kind: segment
id: paying
status: live
condition: { account: { plan: [pro] } }
`),
);

function simulate(details: readonly object[]) {
  const inputs = details.map((detail, index) => {
    const at = start + index * 1_000;
    const touchpoint = parseTouchpoint({
      id: `e${index}`,
      source: 'shop',
      'detail-type': 'type' in detail ? 'Group' : 'Group Left',
      time: new Date(at).toISOString(),
      detail,
    });
    return { at, input: { kind: 'touchpoint', touchpoint } as const };
  });
  const person = { ...createProfile('p', start), accountView: createAccountView(new Map()) };
  const { profile, steps } = simulatePerson(program, person, inputs, start + 60_000);
  const traces = steps.flatMap(({ entries }) => entries.flatMap((entry) => entry.traces));
  return {
    joined: Object.entries(profile.accounts ?? {}).flatMap(([id, at]) => (at > 0 ? [id] : [])),
    traces: traces.map(({ origin, action, reason }) => `${origin} ${action} ${reason}`),
  };
}

const user = {
  type: 'group',
  userId: 'anna',
  anonymousId: 'laptop',
  groupId: 'acme',
  traits: { plan: 'pro' },
};
const form = { anonymousId: 'stranger', traits: { email: 'anna@example.com' } };

it('a session of a stranger states no membership of a person with a user id', () => {
  const call = { type: 'group', anonymousId: 'stranger', groupId: 'rival', traits: { plan: 'pro' } };
  const { joined, traces } = simulate([user, call, { ...call, groupId: 'acme' }]);
  expect(joined).toEqual(['acme']);
  expect(traces.filter((trace) => trace.startsWith('account:'))).toEqual([
    'account:acme join done',
    'account:rival keep weak_identity',
  ]);
});

it('a session of a stranger does not end a membership', () => {
  const { joined, traces } = simulate([user, { ...form, context: { groupId: 'acme' } }]);
  expect(joined).toEqual(['acme']);
  expect(traces).toContain('account:acme keep weak_identity');
});

it('the own session and a system state memberships', () => {
  const { joined } = simulate([
    user,
    { type: 'group', anonymousId: 'laptop', groupId: 'beta' },
    { type: 'group', context: { externalIds: [{ type: 'crm', id: '7' }] }, groupId: 'gamma' },
  ]);
  expect(joined.sort()).toEqual(['acme', 'beta', 'gamma']);
});

it('a person without a user id gets the membership', () => {
  const { joined } = simulate([
    { ...form, type: 'group', anonymousId: 'first', groupId: 'acme' },
    { ...form, type: 'group', groupId: 'beta' },
  ]);
  expect(joined.sort()).toEqual(['acme', 'beta']);
});
