/** A timeline is written after the profile: for a moment, it may lack the newest. */

/** Maximum time for which a queue keeps a touchpoint whose entry is not complete yet. */
export const queueDays = 4;

/** The timeline lacks a touchpoint that the profile has counted: its redelivery will add it. */
export class TimelineBehindError extends Error {
  readonly code = 'timeline_behind';
  readonly profileId: string;
  constructor(profileId: string) {
    super(`The timeline of profile ${profileId} is not complete yet. The work that reads it is retried.`);
    this.name = 'TimelineBehindError';
    this.profileId = profileId;
  }
}
