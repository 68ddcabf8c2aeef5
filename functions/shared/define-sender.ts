/** The handler of one channel's sender: what all senders have in common, and what the channel adds. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createRenderSandbox } from '../../adapters/content/render-sandbox.ts';
import type { Provider } from '../../app/ports/providers.ts';
import { createMessageSender, type MessageSenderSettings } from '../../app/send/message-sender.ts';
import type { Channel } from '../../engine/model/channels.ts';
import { type ContentVariables, connectMessageSender } from './connect-stores.ts';
import { defineHandler, type LambdaHandler } from './define-handler.ts';
import type { QueueVariable } from './environment.ts';

type Own<Rendered> = Pick<
  MessageSenderSettings<Rendered>,
  | 'shape'
  | 'pace'
  | 'receipts'
  | 'bill'
  | 'origination'
  | 'needsWindow'
  | 'readDomain'
  | 'allowance'
  | 'copies'
  | 'defaultFrom'
  | 'shortLinks'
> & { readonly provider: Provider<Rendered> };

/** Renders and sends: the protocol is in app/send/deliver.ts. Call it once per process. */
export function defineSender<Name extends Channel, Rendered>(
  channel: Name,
  variables: ContentVariables & Readonly<Record<QueueVariable<Name> | 'TIMELINE_DAYS', string>>,
  { provider, ...own }: Own<Rendered>,
): LambdaHandler<SQSEvent, SQSBatchResponse> {
  const send = createMessageSender({
    channel,
    ports: { ...connectMessageSender(channel, variables), provider },
    sandbox: createRenderSandbox(),
    ...own,
    timelineDays: Number(variables.TIMELINE_DAYS),
    now: Date.now,
    random: Math.random,
  });
  return defineHandler((event, invocation) => send(event.Records, invocation));
}
