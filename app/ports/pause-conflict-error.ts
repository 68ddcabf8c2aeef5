/** Another operator paused or resumed the same thing since it was read. */
export class PauseConflictError extends Error {
  readonly code = 'pause_conflict';
  readonly label: string;
  readonly remedy = 'See `percorso status`, then run the command again if it is still needed.';
  constructor(label: string) {
    super(`Another operator has just paused or resumed ${label}.`);
    this.name = 'PauseConflictError';
    this.label = label;
  }
}
