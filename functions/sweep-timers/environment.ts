/** The variables sweep-timers reads; lib/ sets exactly these. */
export const sweepTimersVariables = ['PROFILES_TABLE', 'WAKE_SHARDS', 'PROFILE_QUEUE_URL'] as const;
