/**
 * Temporary failures of an address as attributes of its item: each is one number, twice its moment, plus one for an
 * expired message; and the time of the latest delivery after one.
 */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { SoftBounce } from '../../engine/model/address-statement.ts';
import { type Item, makeNumber } from './attributes.ts';

const bouncePrefix = 'bounce:';

export const deliveredName = 'delivered';

export function nameBounce(report: string): string {
  return `${bouncePrefix}${report}`;
}

export function encodeBounce({ at, isExpired }: SoftBounce): Item[string] {
  return makeNumber(at * 2 + (isExpired === true ? 1 : 0));
}

/** Those since the last delivery; undefined when there are none. */
export function readSoftBounces(item: Item): SoftBounce[] | undefined {
  const deliveredAt = Number(item[deliveredName]?.N ?? 0);
  const bounces = Object.entries(item).flatMap(([name, value]): SoftBounce[] => {
    if (!name.startsWith(bouncePrefix)) return [];
    const number = Number(value.N);
    const isExpired = number % 2 === 1 ? true : undefined;
    return [
      { report: name.slice(bouncePrefix.length), at: Math.floor(number / 2), ...omitAbsent({ isExpired }) },
    ];
  });
  const counted = bounces.filter(({ at }) => at > deliveredAt);
  return counted.length === 0 ? undefined : counted;
}
