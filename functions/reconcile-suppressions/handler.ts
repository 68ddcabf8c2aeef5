/** Runs each hour: reports the new entries of SES's suppression list, and what people stated while the bus was down. */
import { createDynamoAddressStatements } from '../../adapters/dynamodb/address-statements.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createEventBridgeBus, createEventBridgeClient } from '../../adapters/events/event-bus.ts';
import { createSesSuppressionList } from '../../adapters/providers/ses-suppressions.ts';
import { reconcileSuppressions } from '../../app/feedback/reconcile-suppressions.ts';
import { reportStatements } from '../../app/feedback/report-statements.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { reconcileSuppressionsVariables } from './environment.ts';

const { IDENTITIES_TABLE, EVENT_BUS_NAME } = readEnvironment(reconcileSuppressionsVariables, process.env);
const database = createDynamoClient();
const ports = {
  suppressions: createSesSuppressionList(),
  identities: createDynamoIdentityStore(database, IDENTITIES_TABLE),
  statements: createDynamoAddressStatements(database, IDENTITIES_TABLE),
  events: createEventBridgeBus(createEventBridgeClient(), EVENT_BUS_NAME, 'sender'),
};

export const handler = defineHandler(async (_event: unknown, { telemetry }) => {
  // One must not prevent the other.
  const results = await Promise.allSettled([
    reportStatements(ports, telemetry, Date.now()),
    reconcileSuppressions(ports, telemetry, Date.now()),
  ]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
});
