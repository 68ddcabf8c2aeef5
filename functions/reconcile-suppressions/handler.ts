/** Runs each hour: reports the new entries of SES's suppression list. */
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createEventBridgeBus, createEventBridgeClient } from '../../adapters/events/event-bus.ts';
import { createSesSuppressionList } from '../../adapters/providers/ses-suppressions.ts';
import { reconcileSuppressions } from '../../app/feedback/reconcile-suppressions.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { reconcileSuppressionsVariables } from './environment.ts';

const { IDENTITIES_TABLE, EVENT_BUS_NAME } = readEnvironment(reconcileSuppressionsVariables, process.env);
const ports = {
  suppressions: createSesSuppressionList(),
  identities: createDynamoIdentityStore(createDynamoClient(), IDENTITIES_TABLE),
  events: createEventBridgeBus(createEventBridgeClient(), EVENT_BUS_NAME, 'sender'),
};

export const handler = defineHandler(async (_event: unknown, { telemetry }) =>
  reconcileSuppressions(ports, telemetry, Date.now()),
);
