/** The variables send-email reads; lib/ sets exactly these. */
export const sendEmailVariables = [
  'PROFILES_TABLE',
  'IDENTITIES_TABLE',
  'TIMELINE_TABLE',
  'CONFIG_TABLE',
  'STATISTICS_TABLE',
  'TIMELINE_DAYS',
  'EVENT_BUS_NAME',
  'EMAIL_QUEUE_URL',
  'EMAIL_TRANSACTIONAL_QUEUE_URL',
  'SENDER_ADDRESS',
  'CONFIGURATION_SET',
] as const;
