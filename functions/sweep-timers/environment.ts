/** The variables sweep-timers reads; lib/ sets exactly these. */
export const sweepTimersVariables = [
  'PROFILES_TABLE',
  'WAKE_SHARDS',
  'WAKES_PER_SECOND',
  'PROFILE_QUEUE_URL',
] as const;
