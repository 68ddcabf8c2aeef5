/** A placeholder for code that only checks conditions: no condition on computed traits may be evaluated with it. */
import type { ComputedReader } from './profile-shape.ts';

export class ComputedReaderMissingError extends Error {
  readonly code = 'computed_reader_missing';
  readonly traitId: string;

  constructor(traitId: string) {
    super(
      `The condition reads the computed trait ${JSON.stringify(traitId)}; compile it with options.computed to evaluate it.`,
    );
    this.name = 'ComputedReaderMissingError';
    this.traitId = traitId;
  }
}

export const unreadableComputed: ComputedReader = {
  topicPurposes: new Map(),
  read: (_profile, id) => {
    throw new ComputedReaderMissingError(id);
  },
  changesAt: (_profile, id) => {
    throw new ComputedReaderMissingError(id);
  },
};
