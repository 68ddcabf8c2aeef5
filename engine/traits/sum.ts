/** Sum of a number in an event, exact to a millionth. */

import { addExactly, roundAmount } from './add-exactly.ts';
import type { Aggregator } from './aggregator.ts';
import { addToWindow, nextExpiry, sumWindow } from './window.ts';

export const sum: Aggregator = {
  takes: 'number',
  add(state, value, at, within, now) {
    const amount = roundAmount(Number(value));
    if (within === undefined) return { sum: addExactly(state?.sum ?? 0, amount) };
    const window = addToWindow(state?.window ?? [], at, 1, amount, within, now);
    return { sum: roundAmount(sumWindow(window, within, now).sum), window };
  },
  refresh(state, within, now) {
    if (within === undefined) return state;
    const { sum: rest } = sumWindow(state.window ?? [], within, now);
    // The remainder may exceed the range of numbers, once the values that balanced it have left the window.
    const total = roundAmount(Math.min(Number.MAX_VALUE, Math.max(-Number.MAX_VALUE, rest)));
    return total === state.sum ? state : { ...state, sum: total };
  },
  changesAt(state, within, now) {
    return within === undefined ? undefined : nextExpiry(state.window ?? [], within, now);
  },
};
