/** What limits rules and requests for confirmations, after the undo of a merge. */
import { describe, expect, it } from 'vitest';
import { divideFirings } from '../../../engine/identity/divide-counts.ts';
import { createProfile, type Profile } from '../../../engine/model/profile.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const name = 'confirm:0123456789abcdef';

function make(ruleFirings: Profile['ruleFirings']): Profile {
  return { ...createProfile('A', now), ruleFirings };
}

/** Of both: the profile that stayed, then the one that ended. */
function divide(
  before: Profile['ruleFirings'],
  ended: Profile['ruleFirings'],
  current: Profile['ruleFirings'],
) {
  const merged = make({ ...ended, ...before });
  const states = { before: make(before), ended: make(ended), merged, current: make(current) };
  const moved = new Map([['hello', [1, now] as const]]);
  return [divideFirings(before, states, moved, undefined), divideFirings(ended, states, moved, moved)];
}

describe('requests for confirmations', () => {
  it('return to the profile that made them before the merge', () => {
    const before = { [name]: [now - 20, now - 10] as const };
    expect(divide(before, {}, before)).toEqual([before, {}]);
  });

  it('since the merge are with both, as they are', () => {
    const since = { [name]: [now - 2, now - 1] as const };
    expect(divide({ [name]: [now - 20, now - 10] }, {}, since)).toEqual([since, since]);
  });
});

describe('firings of a rule', () => {
  it('since the merge are with the profile whose touchpoint made it fire, and the rest stays', () => {
    const before = { hello: [1, now - 9] as const };
    expect(divide(before, {}, { hello: [3, now] })).toEqual([{ hello: [2, now] }, { hello: [1, now] }]);
  });
});
