/** The services that keep data and send messages, made for one cloud. */

import type { CloudContext, Service } from '../service.ts';
import { createDynamodb } from './dynamodb.ts';
import { createPinpoint } from './pinpoint.ts';
import { createS3 } from './s3.ts';
import { createSes } from './ses.ts';
import { createSmsVoice } from './sms-voice.ts';

const FACTORIES = [createDynamodb, createSes, createPinpoint, createSmsVoice, createS3];

export function createSendingServices(context: CloudContext): Promise<Service[]> {
  return Promise.all(FACTORIES.map(async (factory) => factory(context)));
}
