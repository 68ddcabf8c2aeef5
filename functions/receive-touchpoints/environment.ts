/** The variables receive-touchpoints reads; lib/ sets exactly these. */
export const receiveTouchpointsVariables = ['CONFIG_TABLE', 'EVENT_BUS_NAME'] as const;
