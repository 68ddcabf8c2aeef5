/** Opens the queue of one channel's sender, for test messages. */
import type { Queues } from '../../app/ports/queues.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, connect, findNames, type OutputName } from './connect.ts';

const outputs = {
  email: 'EmailTransactionalQueueUrl',
  sms: 'SmsTransactionalQueueUrl',
  push: 'PushTransactionalQueueUrl',
  whatsapp: 'WhatsAppTransactionalQueueUrl',
} as const satisfies Record<Channel, OutputName>;

export async function openMessageQueues(
  channel: Channel,
  options: CloudOptions,
  terminal: Terminal,
): Promise<Pick<Queues, 'send'>> {
  const connection = connect(options, terminal);
  const output = outputs[channel];
  const names = await findNames([output], options, connection, terminal.env);
  // Loaded on demand: few commands send to a queue.
  const { createSqsClient } = await import('../../adapters/sqs/client.ts');
  const { createSqsQueues } = await import('../../adapters/sqs/queues.ts');
  return createSqsQueues(createSqsClient(connection.client), { [`${channel}-transactional`]: names[output] });
}
