/** The variables advance-profile reads; lib/ sets exactly these. */
export const advanceProfileVariables = [
  'PROFILES_TABLE',
  'IDENTITIES_TABLE',
  'TIMELINE_TABLE',
  'CONFIG_TABLE',
  'STATISTICS_TABLE',
  'WAKE_SHARDS',
  'TIMELINE_DAYS',
  'EVENT_BUS_NAME',
  'EMAIL_QUEUE_URL',
  'SMS_QUEUE_URL',
  'PUSH_QUEUE_URL',
  'WEBHOOK_QUEUE_URL',
  'REJECTED_QUEUE_URL',
  'PROFILE_QUEUE_URL',
  'BULK_QUEUE_URL',
] as const;
