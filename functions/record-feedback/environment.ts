/** The variables record-feedback reads; lib/ sets exactly these. */
export const recordFeedbackVariables = [
  'TIMELINE_TABLE',
  'CONFIG_TABLE',
  'STATISTICS_TABLE',
  'PROFILE_QUEUE_URL',
  'FEEDBACK_QUEUE_URL',
] as const;
