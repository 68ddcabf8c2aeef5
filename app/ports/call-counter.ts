/** Counts the requests of a key of the Profile API, in all processes together. */
export interface CallCounter {
  /** Counts one request in the minute (minutes since 1970). False, and not counted: `limit` are counted already. */
  count(keyId: string, minute: number, limit: number): Promise<boolean>;
}

/** For people who look at keys. */
export interface CallReader {
  /** The last minute with a request (epoch ms), as long as its count is kept. */
  findLast(keyId: string): Promise<number | undefined>;
}
