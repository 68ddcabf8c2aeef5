/** What messages are for, as documents declare it. */
import { expect, it } from 'vitest';
import { compileConversion } from '../../../engine/policy/compile-conversion.ts';

it('a conversion has read its time; one with an unreadable time is not tracked', () => {
  expect(compileConversion({ event: 'Order Completed', within: 'P3D' })).toEqual({
    event: 'Order Completed',
    within: { months: 0, milliseconds: 3 * 86_400_000 },
  });
  expect(compileConversion({ event: 'Order Completed', within: 'soon' })).toBeUndefined();
  expect(compileConversion(undefined)).toBeUndefined();
});
