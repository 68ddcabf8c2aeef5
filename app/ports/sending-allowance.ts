/** What is taken of a day's limits: emails of a domain that is warmed up, parts and price of promotional SMS. `name` is its domain, or that of the limit. */
export interface SendingAllowance {
  /**
   * Takes `count` if as many are left below the ceiling. The answer: what is taken by all, `count` included where it was
   * taken. A repeat after a lost answer takes again: the ceiling is never exceeded, but may not be used up.
   */
  claim(
    name: string,
    day: string,
    ceiling: number,
    count: number,
  ): Promise<{ readonly isTaken: boolean; readonly taken: number }>;
  /** What is taken of the day. It may miss what was taken within the last second. */
  read(name: string, day: string): Promise<number>;
}
