/** A local cloud with a published config, for benchmarks: driven as users drive it, by the command and the API. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { startCloud } from '../../local/cloud.ts';
import type { CloudOptions } from '../../local/cloud-options.ts';
import type { Cloud } from '../../local/running-cloud.ts';

export interface Touch {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface CloudSession {
  readonly cloud: Cloud;
  /** Name of the stack's bus. */
  readonly bus: string;
  /** A folder of this session's own, removed at the end. */
  readonly folder: string;
  percorso(...words: string[]): Promise<string>;
  /** Puts touchpoints in tens, a few requests at a time. */
  put(touches: readonly Touch[]): Promise<void>;
  close(): Promise<void>;
}

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
/** Milliseconds. */
const minute = 60_000;

/** `config`: YAML documents, pushed and published before the session is handed out. */
export async function openSession(
  config: string,
  options: Partial<CloudOptions> = {},
): Promise<CloudSession> {
  const folder = await mkdtemp(join(tmpdir(), 'percorso-bench-'));
  const cloud = await startCloud({ cdkOut: join(root, 'cdk.out'), port: 0, ...options });
  const client = new EventBridgeClient({
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const bus = cloud.stack.outputs.find(({ key }) => key === 'EventBusName')?.value ?? '';
  const percorso = async (...words: string[]): Promise<string> => {
    const args = [join(root, 'cli/percorso.ts'), ...words, '--endpoint', cloud.endpoint];
    return (await run(process.execPath, args, { maxBuffer: 1 << 28 })).stdout;
  };
  const file = join(folder, 'config.yaml');
  await writeFile(file, config);
  await percorso('push', file, '--publish');
  // In the first minute of a stage, publish-config makes the key of the links. Promotional messages wait for it, and each
  // of their retries would be measured.
  await cloud.advance(cloud.clock.now() + minute);
  return {
    cloud,
    bus,
    folder,
    percorso,
    put: (touches) => putAll(client, bus, touches),
    close: async () => {
      client.destroy();
      await cloud.stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function putAll(client: EventBridgeClient, bus: string, touches: readonly Touch[]): Promise<void> {
  const batches: Touch[][] = [];
  for (let i = 0; i < touches.length; i += 10) batches.push(touches.slice(i, i + 10));
  const putNext = async (): Promise<void> => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const Entries = batch.map(({ source, detailType, detail }) => ({
        EventBusName: bus,
        Source: source,
        DetailType: detailType,
        Detail: JSON.stringify(detail),
      }));
      const { FailedEntryCount } = await client.send(new PutEventsCommand({ Entries }));
      if (FailedEntryCount) throw new Error(`${FailedEntryCount} events were not taken`);
    }
  };
  await Promise.all([putNext(), putNext(), putNext(), putNext()]);
}
