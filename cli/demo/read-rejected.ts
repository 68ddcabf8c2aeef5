/** Reads the events that were rejected and stored. */

import { createS3Client, createS3RejectedStore } from '../../adapters/s3/rejected-store.ts';
import type { RejectedTouchpoint } from '../../app/ports/rejected-store.ts';
import type { LocalProcess } from './local-process.ts';

export async function readRejected(local: LocalProcess): Promise<readonly RejectedTouchpoint[]> {
  const { outputs } = (await local.control('GET', 'state')) as { outputs: Readonly<Record<string, string>> };
  const client = createS3Client({
    endpoint: local.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    forcePathStyle: true,
  });
  const store = createS3RejectedStore(client, outputs['RejectedBucket'] ?? '');
  const { keys } = await store.list(undefined);
  return Promise.all(keys.map((key) => store.get(key)));
}
