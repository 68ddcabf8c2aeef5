/** The variables bridge-partner-events reads; lib/ sets exactly these. */
export const bridgePartnerEventsVariables = [
  'EVENT_BUS_NAME',
  /** Passages through geofences. */
  'STATISTICS_TABLE',
  /** What the ids of devices that pass geofences are: `userId`, `anonymousId`, or a type of external ids. */
  'GEOFENCE_IDS',
  /** The same for accounts of Cognito. */
  'SIGN_UP_IDS',
  /** Comma-separated patterns of `bucket/key`. */
  'UPLOADS',
] as const;
