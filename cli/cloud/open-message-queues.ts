/** Opens the queue of one channel's sender, for test messages. */
import type { Queues } from '../../app/ports/queues.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, connect, findNames, nameTransactionalQueue } from './connect.ts';

export async function openMessageQueues(
  channel: Channel,
  options: CloudOptions,
  terminal: Terminal,
): Promise<Pick<Queues, 'send'>> {
  const connection = connect(options, terminal);
  const output = nameTransactionalQueue(channel);
  const names = await findNames([output], options, connection, terminal.env);
  // Loaded on demand: few commands send to a queue.
  const { createSqsClient } = await import('../../adapters/sqs/client.ts');
  const { createSqsQueues } = await import('../../adapters/sqs/queues.ts');
  return createSqsQueues(createSqsClient(connection.client), { [`${channel}-transactional`]: names[output] });
}
