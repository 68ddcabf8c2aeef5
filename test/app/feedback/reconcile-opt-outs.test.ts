/** The provider's opt-out list becomes STOP, never later than a START; a run that fails or ends early is continued. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import { type Fault, faultKinds } from '../../harness/faults.ts';
import { createOptOutStack, type OptOutStack, start } from '../../harness/opt-out-stack.ts';

const number = (index: number) => `+3933300000${String(index).padStart(2, '0')}`;

describe('the opt-out list', () => {
  it('stops each number that we do not have, from the moment at which it was put on the list', async () => {
    const stack = createOptOutStack();
    const known = number(1);
    await stack.ports.identities.claim({ type: 'phone', value: known }, { profileId: 'P1' });
    for (let index = 0; index < 5; index++) stack.list.set(number(index), start + index);
    await stack.run();
    for (let index = 0; index < 5; index++)
      expect(await stack.readStop(number(index))).toEqual(['denied', start + index]);
    expect(stack.events).toEqual([
      expect.objectContaining({
        profileId: 'P1',
        name: 'Consent Stated',
        occurredAt: start + 1,
        context: {
          consent: { 'sms:!stop': 'denied' },
          consentSource: { form: 'opt-out-list', recordedBy: 'reconcile-suppressions', address: known },
        },
      }),
    ]);
    expect(stack.events[0]?.id).not.toContain('3933');
    // Two pauses between three pages.
    expect(stack.waits).toEqual([1000, 1000]);
  });

  it('writes nothing about a number that is stopped already, and lifts none that has left the list', async () => {
    const stack = createOptOutStack();
    await stack.keep(number(0), 'denied', start);
    stack.list.set(number(0), start + 5000);
    stack.list.set(number(1), start);
    await stack.run();
    expect(await stack.readStop(number(0))).toEqual(['denied', start]);
    stack.list.clear();
    const before = stack.injector.calls.length;
    await stack.run();
    expect(await stack.readStop(number(1))).toEqual(['denied', start]);
    const { calls } = stack.injector;
    expect(calls.slice(before).filter((call) => call.endsWith('.keep') || call.endsWith('.state'))).toEqual(
      [],
    );
  });

  it('reads what does not fit into one run in the next one, and begins again at the end', async () => {
    const stack = createOptOutStack({ pageSize: 1 });
    const many = 250;
    const name = (index: number) => `+39333${String(index).padStart(7, '0')}`;
    for (let index = 0; index < many; index++) stack.list.set(name(index), start);
    const count = async () =>
      (await Promise.all([...stack.list.keys()].map((each) => stack.readStop(each)))).filter(Boolean).length;
    const counts: number[] = [];
    for (let run = 0; run < 3; run++) {
      await stack.run();
      counts.push(await count());
    }
    expect(counts).toEqual([100, 200, 250]);
    stack.list.set('+39000000000', start);
    await stack.run();
    expect(await stack.readStop('+39000000000')).toEqual(['denied', start]);
  });

  it('begins again when the provider no longer accepts the position', async () => {
    const stack = createOptOutStack();
    for (let index = 0; index < 5; index++) stack.list.set(number(index), start);
    await stack.ports.positions.keep('sms-opt-outs', number(1));
    stack.expire(number(2));
    const { ports } = stack;
    await stack.run().catch(() => undefined);
    expect(stack.cursors.slice(0, 2)).toEqual([number(1), undefined]);
    stack.expire('');
    await stack.run();
    expect(await stack.readStop(number(4))).toEqual(['denied', start]);
    expect(await ports.positions.read('sms-opt-outs')).toBeUndefined();
  });

  it('ignores what is no number', async () => {
    const stack = createOptOutStack();
    stack.list.set('+', start);
    await stack.run();
    expect(stack.injector.calls).not.toContain('identities.keep');
  });

  test.prop([
    fc.integer({ min: 0, max: 6 }),
    fc.array(fc.record({ state: fc.constantFrom('denied', 'granted'), at: fc.integer({ min: 0, max: 6 }) }), {
      maxLength: 4,
    }),
  ])('leaves in force what was stated last; of two at one moment STOP', async (listedAt, statements) => {
    const stack = createOptOutStack();
    for (const { state, at } of statements)
      await stack.keep(number(0), state === 'denied' ? 'denied' : 'granted', start + at);
    stack.list.set(number(0), start + listedAt);
    await stack.run();
    const all = [...statements, { state: 'denied', at: listedAt }];
    const last = Math.max(...all.map(({ at }) => at));
    const isStopped = all.some(({ state, at }) => at === last && state === 'denied');
    expect((await stack.readStop(number(0)))?.[0]).toBe(isStopped ? 'denied' : 'granted');
  });
});

/** A START that is stored while the run reads and writes. */
it('does not undo a START that arrives between its read and its write', async () => {
  const stack = createOptOutStack();
  stack.list.set(number(0), start);
  const { identities } = stack.ports;
  const keep = identities.keep.bind(identities);
  identities.keep = async (statement) => {
    await stack.keep(number(0), 'granted', start + 1);
    await keep(statement);
  };
  await stack.run();
  expect(await stack.readStop(number(0))).toEqual(['granted', start + 1]);
});

/** Three pages, a number of a profile on each, one that has started since; runs until two succeed. */
async function play(faults: readonly Fault[]) {
  const stack = createOptOutStack({ faults });
  for (let index = 0; index < 6; index++) {
    stack.list.set(number(index), start + index);
    if (index % 2 === 0)
      await stack.ports.identities.claim({ type: 'phone', value: number(index) }, { profileId: `P${index}` });
  }
  await stack.keep(number(2), 'granted', start + 1000);
  for (let succeeded = 0; succeeded < 2; )
    succeeded += await stack.run().then(
      () => 1,
      () => 0,
    );
  return stack;
}

async function observe(stack: OptOutStack) {
  const numbers = Array.from({ length: 6 }, (_, index) => number(index));
  return {
    stops: await Promise.all(numbers.map((each) => stack.readStop(each))),
    events: [...new Set(stack.events.map(({ id }) => id))].sort(),
    position: await stack.ports.positions.read('sms-opt-outs'),
  };
}

it('ends the same whichever call fails in whichever way', async () => {
  const clean = await play([]);
  const expected = await observe(clean);
  expect(expected.events).toHaveLength(2);
  const calls = clean.injector.calls.length;
  expect(calls).toBeGreaterThan(30);
  for (let call = 1; call <= calls; call++) {
    for (const kind of faultKinds) {
      const stack = await play([{ call, kind }]);
      const story = `call ${call} (${clean.injector.calls[call - 1]}) ${kind}`;
      expect([story, await observe(stack)]).toEqual([story, expected]);
    }
  }
});
