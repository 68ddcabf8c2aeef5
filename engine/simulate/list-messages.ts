/** The messages that a simulation sent. */
import type { SendMessage } from '../model/effects.ts';
import type { SimulatedStep } from './simulate-person.ts';

export function listMessages(steps: readonly SimulatedStep[]): SendMessage[] {
  return steps.flatMap(({ effects }) => effects.filter((effect) => effect.kind === 'SendMessage'));
}
