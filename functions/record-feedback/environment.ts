/** The variables record-feedback reads; lib/ sets exactly these. */
export const recordFeedbackVariables = [
  'TIMELINE_TABLE',
  'CONFIG_TABLE',
  'STATISTICS_TABLE',
  'PROFILE_QUEUE_URL',
  'FEEDBACK_QUEUE_URL',
  'IDENTITIES_TABLE',
  'PROFILES_TABLE',
  'EVENT_BUS_NAME',
  /** Empty in a stage without WhatsApp, as the two above: it receives no replies. */
  'WHATSAPP_PHONE_NUMBER',
  /** Empty in a stage without a lake. */
  'LAKE_STREAM',
] as const;
