/** Somebody else published, or is publishing, the same version. */
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

/** The pointer names a chunk that is not there, or bytes that are not the ones published. */
export class ProgramUnreadableError extends Error {
  readonly code = 'program_unreadable';
  readonly version: number;
  constructor(version: number, problem: string) {
    super(`Program version ${version} cannot be read: ${problem}. Publish again with \`percorso publish\`.`);
    this.name = 'ProgramUnreadableError';
    this.version = version;
  }
}
