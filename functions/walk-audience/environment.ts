/** The variables walk-audience reads; lib/ sets exactly these. */
export const walkAudienceVariables = [
  'PROFILES_TABLE',
  'CONFIG_TABLE',
  'WALKS_TABLE',
  'WALK_QUEUE_URL',
  'BULK_QUEUE_URL',
] as const;
