/** The variables bridge-partner-events reads; lib/ sets exactly these. */
export const bridgePartnerEventsVariables = ['EVENT_BUS_NAME'] as const;
