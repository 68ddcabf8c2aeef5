/** The order in which the inputs of one decision are folded. */
import type { Input, TouchpointInput } from '../model/decision.ts';
import type { Touchpoint } from '../model/touchpoint.ts';

/**
 * Touchpoints of one batch in the order in which they occurred, in the places that touchpoints have: queues deliver in
 * any order, and an entry that comes before the exit that followed it is what happened.
 */
export function orderInputs(inputs: readonly Input[]): readonly Input[] {
  if (inputs.length < 2) return inputs;
  const touchpoints = inputs.filter((input) => input.kind === 'touchpoint');
  if (isInOrder(touchpoints)) return inputs;
  const ordered = [...touchpoints].sort(compare).values();
  return inputs.map((input) => (input.kind === 'touchpoint' ? (ordered.next().value ?? input) : input));
}

/** The time of the first touchpoint from `from` on that counts; Infinity when there is none. */
export function findNextOccurrence(
  inputs: readonly Input[],
  from: number,
  isCounting: (touchpoint: Touchpoint) => boolean = () => true,
): number {
  for (let index = from; index < inputs.length; index++) {
    const input = inputs[index];
    if (input?.kind === 'touchpoint' && isCounting(input.touchpoint)) return input.touchpoint.occurredAt;
  }
  return Number.POSITIVE_INFINITY;
}

function isInOrder(touchpoints: readonly TouchpointInput[]): boolean {
  return touchpoints.every((one, index) => {
    const before = touchpoints[index - 1];
    return before === undefined || compare(before, one) <= 0;
  });
}

function compare({ touchpoint: left }: TouchpointInput, { touchpoint: right }: TouchpointInput): number {
  return (
    left.occurredAt - right.occurredAt ||
    left.receivedAt - right.receivedAt ||
    (left.id < right.id ? -1 : left.id > right.id ? 1 : 0)
  );
}
