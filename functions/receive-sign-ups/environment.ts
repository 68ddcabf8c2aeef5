/** The variables receive-sign-ups reads; lib/ sets exactly these. */
export const receiveSignUpsVariables = ['PARTNER_QUEUE_URL'] as const;
