/** The variables publish-config reads; lib/ sets exactly these. */
export const publishConfigVariables = [
  'CHANNELS',
  'CONFIG_TABLE',
  'LINK_KEY_NAME',
  'SENDERS',
  // Comma-separated, or `any`.
  'SMS_ORIGINATIONS',
  'STATISTICS_TABLE',
] as const;
