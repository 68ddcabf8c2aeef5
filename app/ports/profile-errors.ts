/** Errors of profile stores. */

/** Another worker wrote the profile since it was loaded: load it again and decide again. */
export class ProfileConflictError extends Error {
  readonly code = 'profile_conflict';
  readonly profileId: string;
  /** The version that was expected to be stored. */
  readonly expected: number;
  constructor(profileId: string, expected: number) {
    super(`Profile ${profileId} is no longer at version ${expected}. Load it again and decide again.`);
    this.name = 'ProfileConflictError';
    this.profileId = profileId;
    this.expected = expected;
  }
}

/** DynamoDB, or the item's encoding, refuses the content of the item: the same write would be refused again. */
export class ProfileUnstorableError extends Error {
  readonly code = 'profile_unstorable';
  readonly profileId: string;
  constructor(profileId: string, cause: unknown) {
    super(`Profile ${profileId} would hold a value that cannot be stored. Nothing was written.`, { cause });
    this.name = 'ProfileUnstorableError';
    this.profileId = profileId;
  }
}

/** The profile no longer fits one DynamoDB item. Nothing was written. */
export class ProfileTooLargeError extends Error {
  readonly code = 'profile_too_large';
  readonly profileId: string;
  readonly bytes: number;
  readonly limit: number;
  constructor(profileId: string, bytes: number, limit: number) {
    super(
      `Profile ${profileId} would take ${bytes} bytes of at most ${limit}. ` +
        'Keep long texts and lists out of traits: store a reference instead.',
    );
    this.name = 'ProfileTooLargeError';
    this.profileId = profileId;
    this.bytes = bytes;
    this.limit = limit;
  }
}
