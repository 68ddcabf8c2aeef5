/** The caller asks for what cannot work, or names what does not exist. Nothing was changed. */
export class RequestInvalidError extends Error {
  readonly code = 'request_invalid';
  /** What to ask for instead. */
  readonly remedy: string;
  constructor(problem: string, remedy: string) {
    super(problem);
    this.name = 'RequestInvalidError';
    this.remedy = remedy;
  }
}
