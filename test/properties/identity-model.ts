/** Who is who when touchpoints come one after the other, as docs/touchpoints.md says it. */

import type { Touchpoint } from '../../engine/model/touchpoint.ts';
import { identityKeys } from '../../engine/touchpoint/identity-keys.ts';

/** The partitions of the touchpoints into people that some order of them gives. */
export function listPartitions(touchpoints: readonly Touchpoint[]): ReadonlySet<string> {
  const orders = permute(touchpoints.map((_, index) => index));
  return new Set(orders.map((order) => runModel(touchpoints, order)));
}

/** Who is who, whatever they are called: `0,0,1`. */
export function partition(people: readonly string[]): string {
  const names = [...new Set(people)];
  return people.map((person) => names.indexOf(person)).join(',');
}

function runModel(touchpoints: readonly Touchpoint[], order: readonly number[]): string {
  const owners = new Map<string, number>();
  const users = new Map<number, string>();
  const people: string[] = [];
  for (const [fresh, index] of order.entries()) {
    const touchpoint = touchpoints[index];
    if (touchpoint === undefined) continue;
    const keys = identityKeys(touchpoint).map(({ type, value }) => `${type}#${value}`);
    const known = keys.map((key) => owners.get(key)).find((person) => person !== undefined);
    const isOwn = keys[0] !== undefined && owners.has(keys[0]);
    const { userId } = touchpoint;
    const isFree = known !== undefined && (userId === undefined || (users.get(known) ?? userId) === userId);
    const person = known !== undefined && (isOwn || isFree) ? known : fresh;
    if (userId !== undefined && !users.has(person)) users.set(person, userId);
    for (const key of keys) if (!owners.has(key)) owners.set(key, person);
    people[index] = String(person);
  }
  // An event that has only an id of two users belongs to that id in the end.
  for (const [index, { userId, anonymousId }] of touchpoints.entries())
    if (userId === undefined && anonymousId !== undefined && isShared(touchpoints, anonymousId))
      people[index] = anonymousId;
  return partition(people);
}

function isShared(touchpoints: readonly Touchpoint[], anonymousId: string): boolean {
  const stated = touchpoints.filter((touchpoint) => touchpoint.anonymousId === anonymousId);
  return new Set(stated.flatMap(({ userId }) => userId ?? [])).size > 1;
}

function permute(items: readonly number[]): readonly (readonly number[])[] {
  if (items.length < 2) return [items];
  return items.flatMap((item) =>
    permute(items.filter((other) => other !== item)).map((rest) => [item, ...rest]),
  );
}
