/** The variables query-warehouse reads; lib/ sets exactly these. */
export const queryWarehouseVariables = [
  'CONFIG_TABLE',
  'RUNS_TABLE',
  'EVENT_BUS_NAME',
  'REJECTED_QUEUE_URL',
  'WAREHOUSE_WORKGROUP',
  'WAREHOUSE_DATABASE',
] as const;
