/** Puts events of partners and of AWS services on the stage's bus, as touchpoints. */
import type { SQSEvent } from 'aws-lambda';
import { createDynamoClient } from '../../adapters/dynamodb/client.ts';
import { createDynamoGeofencePassages } from '../../adapters/dynamodb/geofence-passages.ts';
import { createTouchpointSender } from '../../adapters/operator/touchpoint-sender.ts';
import { bridgePartnerEvents } from '../../app/ingest/bridge-partner-events.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { bridgePartnerEventsVariables } from './environment.ts';

const variables = readEnvironment(bridgePartnerEventsVariables, process.env);
const sender = createTouchpointSender({}, variables.EVENT_BUS_NAME);
const passages = createDynamoGeofencePassages(createDynamoClient(), variables.STATISTICS_TABLE);
const settings = {
  geofenceIds: variables.GEOFENCE_IDS,
  signUpIds: variables.SIGN_UP_IDS,
  uploads: variables.UPLOADS.split(',').filter((pattern) => pattern !== ''),
};

export const handler = defineHandler((event: SQSEvent, { telemetry }) =>
  bridgePartnerEvents(event.Records, { sender, passages, settings, telemetry }),
);
