/** Calls webhooks. The protocol is in app/send/deliver.ts. */
import type { SQSEvent } from 'aws-lambda';
import { createWebhookCaller } from '../../adapters/providers/http-webhook.ts';
import { createWebhookSecrets } from '../../adapters/providers/webhook-secrets.ts';
import { createLazySecretReader } from '../../adapters/ssm/lazy-parameters.ts';
import { createWebhookSender } from '../../app/send/webhook-sender.ts';
import { connectWebhookSender } from '../shared/connect-stores.ts';
import { defineHandler } from '../shared/define-handler.ts';
import { readEnvironment } from '../shared/environment.ts';
import { callWebhookVariables } from './environment.ts';

const variables = readEnvironment(callWebhookVariables, process.env);
const { hosts, ...ports } = connectWebhookSender(variables);
const call = createWebhookSender({
  ports: {
    ...ports,
    webhooks: createWebhookCaller({
      secrets: createWebhookSecrets(createLazySecretReader(variables.SECRETS_PATH), Date.now),
      now: Date.now,
      isOwnMachineForbidden: process.env['AWS_LAMBDA_RUNTIME_API'] !== undefined,
    }),
  },
  hosts,
  timelineDays: Number(variables.TIMELINE_DAYS),
  now: Date.now,
  random: Math.random,
});

export const handler = defineHandler((event: SQSEvent, invocation) => call(event.Records, invocation));
