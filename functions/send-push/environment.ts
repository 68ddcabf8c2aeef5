/** The variables send-push reads; lib/ sets exactly these. */
export const sendPushVariables = [
  'PROFILES_TABLE',
  'IDENTITIES_TABLE',
  'TIMELINE_TABLE',
  'CONFIG_TABLE',
  'STATISTICS_TABLE',
  'TIMELINE_DAYS',
  'EVENT_BUS_NAME',
  'PUSH_QUEUE_URL',
  'PUSH_TRANSACTIONAL_QUEUE_URL',
  'PINPOINT_APPLICATION_ID',
] as const;
