/** Puts events of partner event buses on the stage's bus, as touchpoints. */
import type { SQSEvent } from 'aws-lambda';
import { createTouchpointSender } from '../../adapters/operator/touchpoint-sender.ts';
import { bridgePartnerEvents } from '../../app/ingest/bridge-partner-events.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { bridgePartnerEventsVariables } from './environment.ts';

const { EVENT_BUS_NAME } = readEnvironment(bridgePartnerEventsVariables, process.env);
const sender = createTouchpointSender({}, EVENT_BUS_NAME);

export const handler = defineHandler((event: SQSEvent, { telemetry }) =>
  bridgePartnerEvents(event.Records, sender, telemetry),
);
