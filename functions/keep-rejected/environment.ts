/** The variables keep-rejected reads; lib/ sets exactly these. */
export const keepRejectedVariables = ['REJECTED_BUCKET'] as const;
