/** Many items go out in few calls, and exactly those that were not taken are returned. */
import { describe, expect, it } from 'vitest';
import { sendAll, sendInCalls, splitIntoCalls } from '../../../app/runtime/send-in-calls.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const makeError = (count: number) => new Error(`${count} left`);

describe('sending in calls', () => {
  it('sends ten items per call, in their order', async () => {
    const calls: (readonly number[])[] = [];
    const unsent = await sendInCalls(numbers(25), async (call) => {
      calls.push(call);
      return [];
    });
    expect(unsent).toEqual([]);
    expect(calls.map((call) => call.length)).toEqual([10, 10, 5]);
    expect(calls.flat()).toEqual(numbers(25));
  });

  it('sends once more the items that were left out, and returns those that are left out again', async () => {
    const calls: (readonly number[])[] = [];
    const unsent = await sendInCalls(numbers(3), async (call) => {
      calls.push(call);
      return call.filter((item) => item === 2 || (item === 1 && calls.length === 1));
    });
    expect(calls).toEqual([
      [0, 1, 2],
      [1, 2],
    ]);
    expect(unsent).toEqual([{ item: 2 }]);
  });

  it('halves a call that is refused for its content until one item is alone', async () => {
    const taken: number[] = [];
    const refusal = Object.assign(new Error('too large'), { name: 'BatchRequestTooLong' });
    const unsent = await sendInCalls(numbers(8), async (call) => {
      if (call.includes(5)) throw refusal;
      taken.push(...call);
      return [];
    });
    expect(taken.sort()).toEqual([0, 1, 2, 3, 4, 6, 7]);
    expect(unsent).toEqual([{ item: 5, error: refusal }]);
  });

  it('does not repeat a call without an answer, and continues with the next call', async () => {
    const lost = new Error('time-out');
    let calls = 0;
    const unsent = await sendInCalls(numbers(20), async () => {
      calls += 1;
      if (calls === 1) throw lost;
      return [];
    });
    expect(calls).toBe(2);
    expect(unsent).toEqual(numbers(10).map((item) => ({ item, error: lost })));
  });

  it('prefers the error of the call to that of items that were left out', async () => {
    const lost = new Error('time-out');
    let calls = 0;
    const send = async (call: readonly number[]) => {
      calls += 1;
      if (calls === 3) throw lost;
      return call.slice(0, 1);
    };
    await expect(sendAll(numbers(20), send, makeError)).rejects.toBe(lost);
    await expect(sendAll(numbers(20), async (call) => call.slice(0, 1), makeError)).rejects.toThrow('2 left');
  });

  it('begins a new call before the JSON would be too long', () => {
    const texts = ['aaaa', 'bbbb', 'c'.repeat(40), 'd'];
    const calls = splitIntoCalls(texts, { size: 10, length: 12 });
    expect(calls).toEqual([['aaaa', 'bbbb'], ['c'.repeat(40)], ['d']]);
  });
});
