/** The variables serve-profiles reads; lib/ sets exactly these. */
export const serveProfilesVariables = [
  'PROFILES_TABLE',
  'IDENTITIES_TABLE',
  'TIMELINE_TABLE',
  'CONFIG_TABLE',
  'STATISTICS_TABLE',
  'LOOK_DAYS',
] as const;
