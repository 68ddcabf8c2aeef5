/** The variables reconcile-suppressions reads; lib/ sets exactly these. */
export const reconcileSuppressionsVariables = [
  'IDENTITIES_TABLE',
  'CONFIG_TABLE',
  'EVENT_BUS_NAME',
  // Empty: no opt-out list is read.
  'SMS_OPT_OUT_LIST',
] as const;
