/** The variables start-runs reads; lib/ sets exactly these. */
export const startRunsVariables = [
  'CONFIG_TABLE',
  'RUNS_TABLE',
  'FAN_OUT_QUEUE_URL',
  'SCAN_SEGMENTS',
] as const;
