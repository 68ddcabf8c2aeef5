/** The lake of a stage on the local cloud: the files of its bucket, in a database. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { type LakeDatabase, openLakeDatabase } from '../../harness/lake-database.ts';
import type { Session } from './session.ts';

export interface Lake extends Omit<LakeDatabase, 'close'> {
  /** Keys of the bucket. */
  readonly keys: readonly string[];
  close(): Promise<void>;
}

export async function listLake(session: Session): Promise<readonly string[]> {
  const { Contents = [] } = await connect(session).send(
    new ListObjectsV2Command({ Bucket: session.output('LakeBucket') }),
  );
  return Contents.flatMap(({ Key }) => Key ?? []);
}

export async function openLake(session: Session): Promise<Lake> {
  const s3 = connect(session);
  const folder = await mkdtemp(join(tmpdir(), 'percorso-lake-'));
  const keys = await listLake(session);
  for (const key of keys) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: session.output('LakeBucket'), Key: key }));
    await mkdir(dirname(join(folder, key)), { recursive: true });
    await writeFile(join(folder, key), (await Body?.transformToByteArray()) ?? '');
  }
  const { query, run, close } = await openLakeDatabase(folder, keys);
  return {
    ...{ keys, query, run },
    async close() {
      close();
      await rm(folder, { recursive: true });
    },
  };
}

function connect(session: Session): S3Client {
  return new S3Client({
    ...{ endpoint: session.cloud.endpoint, region: 'us-east-1', forcePathStyle: true },
    credentials: { accessKeyId: 'operator', secretAccessKey: 'local' },
  });
}
