/** The variables fan-out-audience reads; lib/ sets exactly these. */
export const fanOutAudienceVariables = [
  'PROFILES_TABLE',
  'CONFIG_TABLE',
  'RUNS_TABLE',
  'FAN_OUT_QUEUE_URL',
  'BULK_QUEUE_URL',
] as const;
