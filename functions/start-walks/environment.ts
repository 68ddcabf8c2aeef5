/** The variables start-walks reads; lib/ sets exactly these. */
export const startWalksVariables = ['CONFIG_TABLE', 'WALKS_TABLE', 'WALK_QUEUE_URL', 'WALK_SHARDS'] as const;
