/**
 * Runs each hour: reports the new entries of SES's suppression list, states STOP for the numbers on the opt-out list of
 * SMS, and reports what people stated while the bus was down.
 */
import { setTimeout } from 'node:timers/promises';
import { createDynamoAddressStatements } from '../../adapters/dynamodb/address-statements.ts';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoIdentityStore } from '../../adapters/dynamodb/identity-store.ts';
import { createDynamoReadingPositions } from '../../adapters/dynamodb/reading-positions.ts';
import { createEventBridgeBus, createEventBridgeClient } from '../../adapters/events/event-bus.ts';
import { createSesSuppressionList } from '../../adapters/providers/ses-suppressions.ts';
import { createSmsOptOuts } from '../../adapters/providers/sms-replies.ts';
import { reconcileOptOuts } from '../../app/feedback/reconcile-opt-outs.ts';
import { reconcileSuppressions } from '../../app/feedback/reconcile-suppressions.ts';
import { reportStatements } from '../../app/feedback/report-statements.ts';
import { guardAddresses, guardStatements } from '../../app/rights/erased-addresses.ts';
import { connectErasures } from '../shared/connect-erasures.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { reconcileSuppressionsVariables } from './environment.ts';

const variables = readEnvironment(reconcileSuppressionsVariables, process.env);
const { IDENTITIES_TABLE, EVENT_BUS_NAME, SMS_OPT_OUT_LIST: listName } = variables;
const database = createDynamoClient();
const erasures = connectErasures(database, variables);
const ports = {
  suppressions: createSesSuppressionList(),
  identities: guardAddresses(createDynamoIdentityStore(database, IDENTITIES_TABLE), erasures),
  statements: guardStatements(createDynamoAddressStatements(database, IDENTITIES_TABLE), erasures),
  positions: createDynamoReadingPositions(database, IDENTITIES_TABLE),
  events: createEventBridgeBus(createEventBridgeClient(), EVENT_BUS_NAME, 'sender'),
};
const optOuts = listName === '' ? undefined : createSmsOptOuts(listName);
const wait = async (duration: number) => {
  await setTimeout(duration);
};

export const handler = defineHandler(async (_event: unknown, { telemetry }) => {
  const stopping =
    optOuts === undefined ? Promise.resolve() : reconcileOptOuts({ ...ports, optOuts }, { telemetry, wait });
  // Reports what the list had as well.
  const report = () => reportStatements(ports, telemetry, Date.now());
  // One must not prevent the others.
  const results = await Promise.allSettled([
    stopping,
    stopping.then(report, report),
    reconcileSuppressions(ports, telemetry, Date.now()),
  ]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
});
