/** The variables send-sms reads; lib/ sets exactly these. */
export const sendSmsVariables = [
  'PROFILES_TABLE',
  'IDENTITIES_TABLE',
  'TIMELINE_TABLE',
  'CONFIG_TABLE',
  'STATISTICS_TABLE',
  'TIMELINE_DAYS',
  'EVENT_BUS_NAME',
  'SMS_QUEUE_URL',
  'SMS_TRANSACTIONAL_QUEUE_URL',
  'SMS_PROVIDER',
  'PINPOINT_APPLICATION_ID',
  'SMS_ORIGINATION',
  'SMS_CONFIGURATION_SET',
] as const;
