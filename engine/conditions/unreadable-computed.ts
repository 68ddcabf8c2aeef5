/** Stands in where conditions are only checked: nobody may judge one on computed traits with it. */
import type { ComputedReader } from './profile-shape.ts';

export class ComputedReaderMissingError extends Error {
  readonly code = 'computed_reader_missing';
  readonly traitId: string;

  constructor(traitId: string) {
    super(
      `The condition reads the computed trait ${JSON.stringify(traitId)}; compile it with options.computed to judge it.`,
    );
    this.name = 'ComputedReaderMissingError';
    this.traitId = traitId;
  }
}

export const UNREADABLE_COMPUTED: ComputedReader = {
  read: (_profile, id) => {
    throw new ComputedReaderMissingError(id);
  },
  changesAt: (_profile, id) => {
    throw new ComputedReaderMissingError(id);
  },
};
