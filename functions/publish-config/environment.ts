/** The variables publish-config reads; lib/ sets exactly these. */
export const publishConfigVariables = [
  'CONFIG_TABLE',
  'LINK_KEY_NAME',
  'SENDERS',
  'STATISTICS_TABLE',
] as const;
