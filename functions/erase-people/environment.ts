/** The variables erase-people reads; lib/ sets exactly these. */
export const erasePeopleVariables = [
  'CONFIG_TABLE',
  'CONSENTS_TABLE',
  'IDENTITIES_TABLE',
  'PROFILES_TABLE',
  'STATISTICS_TABLE',
  'TIMELINE_TABLE',
  'TIMELINE_DAYS',
  'REJECTED_BUCKET',
  /** Comma-separated: the dead-letter queues. */
  'DEAD_LETTER_URLS',
  /** Empty in a stage without a lake. */
  'LAKE_BUCKET',
] as const;
