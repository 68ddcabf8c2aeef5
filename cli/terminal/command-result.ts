/** The result of a command: exit code and output. */

/** 0 success · 1 problems found · 2 invalid usage · 3 AWS or the local cloud is unreachable. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Whom a result shows. A look is recorded before the result is printed. */
export interface Shown {
  /** Profile ids: the record of a look for each. */
  readonly people?: readonly string[];
  /** Of a list: how many people or records are in it. One record names the command and this number. */
  readonly count?: number;
  /** More about what is shown, beside the name of the command. */
  readonly parts?: readonly string[];
}

export interface CommandResult {
  readonly exitCode: ExitCode;
  /** Printed with `--json`. */
  readonly json: unknown;
  /** Printed otherwise: one line each. */
  readonly lines: readonly string[];
  /** Printed to standard error beside `lines`, so that standard output can be piped to another command. */
  readonly notes?: readonly string[];
  readonly shows?: Shown;
}

/** The command was used in a way that cannot work. */
export class UsageError extends Error {
  readonly code: string = 'usage';
  readonly exitCode = 2;
  readonly remedy: string;
  constructor(problem: string, remedy: string) {
    super(problem);
    this.name = 'UsageError';
    this.remedy = remedy;
  }
}

/** AWS or the local cloud is unreachable. */
export class CloudUnreachableError extends Error {
  readonly code: string = 'cloud_unreachable';
  readonly exitCode = 3;
  readonly remedy: string;
  constructor(problem: string, remedy: string) {
    super(problem);
    this.name = 'CloudUnreachableError';
    this.remedy = remedy;
  }
}
