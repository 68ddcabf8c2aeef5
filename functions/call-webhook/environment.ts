/** The variables call-webhook reads; lib/ sets exactly these. */
export const callWebhookVariables = [
  'TIMELINE_TABLE',
  'STATISTICS_TABLE',
  'TIMELINE_DAYS',
  'EVENT_BUS_NAME',
  'WEBHOOK_QUEUE_URL',
  'SECRETS_PATH',
] as const;
