/** The condition of a write that replaces exactly the one before: its item counts its writes in `step`. */
import { makeNumber } from './attributes.ts';

/** isFirst, isNext: of two workers, only one continues from the same place. `step`: of the item to write, from 1. */
export function makeStepCondition(step: number) {
  const before = step - 1;
  return before === 0
    ? { ConditionExpression: 'attribute_not_exists(pk)' }
    : {
        ConditionExpression: 'step = :before',
        ExpressionAttributeValues: { ':before': makeNumber(before) },
      };
}
