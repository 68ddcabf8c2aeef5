/** The variables publish-config reads; lib/ sets exactly these. */
export const publishConfigVariables = ['CONFIG_TABLE'] as const;
