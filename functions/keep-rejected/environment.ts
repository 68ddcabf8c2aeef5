/** The variables keep-rejected reads; lib/ sets exactly these. */
export const keepRejectedVariables = ['REJECTED_BUCKET', 'IDENTITIES_TABLE', 'CONFIG_TABLE'] as const;
