/** A process received work that a newer program decided, and cannot load that program now. */
export class ProgramBehindError extends Error {
  readonly code = 'program_behind';
  readonly version: number;
  readonly needed: number;
  constructor(version: number, needed: number, cause?: unknown) {
    super(
      `This process has loaded version ${version} of the program; the work needs version ${needed} or newer. Its record is delivered again. If this lasts, find out why the config table cannot be read.`,
      { cause },
    );
    this.name = 'ProgramBehindError';
    this.version = version;
    this.needed = needed;
  }
}
