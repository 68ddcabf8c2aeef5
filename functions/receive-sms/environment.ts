/** The variables receive-sms reads; lib/ sets exactly these. */
export const receiveSmsVariables = [
  'PROFILES_TABLE',
  'IDENTITIES_TABLE',
  'TIMELINE_TABLE',
  'CONFIG_TABLE',
  'EVENT_BUS_NAME',
  /** Empty: the provider's opt-out list is not changed. */
  'SMS_OPT_OUT_LIST',
  /** `provider`: it answers its required keywords. `own`: nothing does but this function. */
  'SMS_OPT_OUTS',
] as const;
