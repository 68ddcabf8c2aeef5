/** Opens the event bus of a stage for the commands that put touchpoints on it, and buckets that have them. */
import { createTouchpointSender } from '../../adapters/operator/touchpoint-sender.ts';
import { createS3ObjectStore } from '../../adapters/s3/object-store.ts';
import type { ObjectStore } from '../../app/ports/object-store.ts';
import type { TouchpointSender } from '../../app/ports/touchpoint-sender.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, connect, findNames } from './connect.ts';

/** `work` gets a sender that is closed afterwards. */
export async function withSender<Result>(
  options: CloudOptions,
  terminal: Terminal,
  work: (sender: TouchpointSender) => Promise<Result>,
): Promise<Result> {
  const connection = connect(options, terminal);
  const { EventBusName } = await findNames(['EventBusName'], options, connection, terminal.env);
  const sender = createTouchpointSender(connection.client, EventBusName);
  try {
    return await work(sender);
  } finally {
    sender.close();
  }
}

/** With the caller's own permissions: any bucket that these can read. */
export function openObjects(options: CloudOptions, terminal: Terminal): ObjectStore {
  return createS3ObjectStore(connect(options, terminal).client);
}
