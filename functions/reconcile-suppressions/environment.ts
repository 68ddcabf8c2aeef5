/** The variables reconcile-suppressions reads; lib/ sets exactly these. */
export const reconcileSuppressionsVariables = ['IDENTITIES_TABLE', 'EVENT_BUS_NAME'] as const;
