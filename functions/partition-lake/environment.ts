/** The variables partition-lake reads; lib/ sets exactly these. */
export const partitionLakeVariables = ['LAKE_BUCKET'] as const;
