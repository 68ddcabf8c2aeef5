/** The request is impossible, or it names something that does not exist. Nothing was changed. */
export class RequestInvalidError extends Error {
  readonly code = 'request_invalid';
  /** A request that works. */
  readonly remedy: string;
  constructor(problem: string, remedy: string) {
    super(problem);
    this.name = 'RequestInvalidError';
    this.remedy = remedy;
  }
}
