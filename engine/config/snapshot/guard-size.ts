/** Refuses a program that advance-profile could not hold in memory. */
import type { SnapshotContent } from './program-members.ts';

/**
 * Characters of the program's JSON. Measured with Node 24: compiled, a character takes 28 bytes of heap (10,000 rules:
 * 4.1 million characters, 109 MB). While a new version is loaded the function holds two programs and the text, 57 bytes
 * per character: 171 MB of its 256 MB.
 */
export const maxProgramLength = 3_000_000;

/** The live documents are larger than the functions can hold in memory. */
export class ProgramTooLargeError extends Error {
  readonly code = 'program_too_large';
  readonly length: number;
  readonly removed: readonly string[] = [];
  readonly remedy =
    'Archive rules and journeys that are not needed, or merge rules that differ in one value only. The previous program stays in force.';

  constructor(length: number) {
    super(
      `The live documents have ${length} characters as one program; the maximum is ${maxProgramLength}, because advance-profile holds it in memory.`,
    );
    this.name = 'ProgramTooLargeError';
    this.length = length;
  }
}

/** A program that is not longer than the published one is accepted: a pause must always be possible. */
export function findExcess(
  previous: SnapshotContent | undefined,
  next: SnapshotContent,
): ProgramTooLargeError | undefined {
  const length = JSON.stringify(next).length;
  if (length <= maxProgramLength) return undefined;
  if (previous !== undefined && length <= JSON.stringify(previous).length) return undefined;
  return new ProgramTooLargeError(length);
}
