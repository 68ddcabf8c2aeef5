/** Another publisher has published the same version, or is publishing it. */
export class ProgramConflictError extends Error {
  readonly code = 'program_conflict';
  readonly version: number;
  constructor(version: number) {
    super(
      `Program version ${version} was taken by another publisher. Read the current version and publish again.`,
    );
    this.name = 'ProgramConflictError';
    this.version = version;
  }
}

/** The pointer names a missing chunk, or bytes that differ from those published. */
export class ProgramUnreadableError extends Error {
  readonly code = 'program_unreadable';
  readonly version: number;
  constructor(version: number, problem: string) {
    super(`Program version ${version} cannot be read: ${problem}. Publish again with \`percorso publish\`.`);
    this.name = 'ProgramUnreadableError';
    this.version = version;
  }
}
