/** The variables serve-preferences reads; lib/ sets exactly these. */
export const servePreferencesVariables = [
  'PROFILES_TABLE',
  'IDENTITIES_TABLE',
  'CONFIG_TABLE',
  'CONSENTS_TABLE',
  'TIMELINE_TABLE',
  'STATISTICS_TABLE',
  'FEEDBACK_QUEUE_URL',
  'EVENT_BUS_NAME',
  'LINK_KEY_NAME',
  'PROXY_KEY',
] as const;
