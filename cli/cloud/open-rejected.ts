/** Opens the bucket of rejected and quarantined events. */
import type { RejectedStore } from '../../app/ports/rejected-store.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type CloudOptions, connect, findNames } from './connect.ts';

export async function openRejected(options: CloudOptions, terminal: Terminal): Promise<RejectedStore> {
  const connection = connect(options, terminal);
  const names = await findNames(['RejectedBucket'], options, connection, terminal.env);
  // Loaded on demand: the S3 client would double the start-up time of every command.
  const { createS3Client, createS3RejectedStore } = await import('../../adapters/s3/rejected-store.ts');
  const style = omitAbsent({ forcePathStyle: connection.isLocal || undefined });
  return createS3RejectedStore(createS3Client({ ...connection.client, ...style }), names.RejectedBucket);
}
