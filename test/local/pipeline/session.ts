/** The product on the local cloud: the synthesized stack and its bundles, driven by the command and by AWS's own clients. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  EventBridgeClient,
  PutEventsCommand,
  type PutEventsCommandOutput,
} from '@aws-sdk/client-eventbridge';
import { expect, inject } from 'vitest';
import { runPercorso } from '../../../cli/run-percorso.ts';
import { startCloud } from '../../../local/cloud.ts';
import type { CloudOptions } from '../../../local/cloud-options.ts';
import type { Cloud } from '../../../local/running-cloud.ts';
import type { CapturedMessage } from '../../../local/service.ts';
import { listUnpublished } from '../../harness/emitted-events.ts';

export interface Touch {
  readonly name: string;
  /** The detail, or its JSON text where no object says it. */
  readonly detail: Readonly<Record<string, unknown>> | string;
  /** `shop` unless given. */
  readonly source?: string;
}

export interface CommandOutcome {
  readonly exitCode: number;
  /** All that was printed, errors too. */
  readonly text: string;
  /** The lines of standard error alone. */
  readonly errors: string;
}

export interface Session {
  readonly cloud: Cloud;
  readonly dynamodb: DynamoDBClient;
  /** The physical name behind an output of the stack. */
  output(name: string): string;
  /** Runs `percorso` in this process. */
  percorso(...words: readonly string[]): Promise<CommandOutcome>;
  /** As a person who has these managed policies of the template alone, by their logical ids: `AuthorAccess`. */
  percorsoAs(policies: string, ...words: readonly string[]): Promise<CommandOutcome>;
  /** The same, with standard input. */
  percorsoWith(input: string, ...words: readonly string[]): Promise<CommandOutcome>;
  /** What the command prints with `--json`. */
  ask<Answer>(...words: readonly string[]): Promise<Answer>;
  /** Pushes YAML documents and publishes them. */
  publish(yaml: string): Promise<CommandOutcome>;
  /** One PutEvents request of up to ten entries. */
  put(...touches: readonly Touch[]): Promise<PutEventsCommandOutput>;
  /** Waits until all is quiet, stepping the clock over waits; answers the dead letters. */
  settle(): Promise<Readonly<Record<string, number>>>;
  /**
   * Moves the clock by milliseconds. Schedules run about eight times on the way and at its end, or every `every`
   * milliseconds; over days, twice a day. They are most of what a session costs.
   */
  advance(duration: number, every?: number): Promise<void>;
  emailsTo(address: string): readonly CapturedMessage[];
  close(): Promise<void>;
}

const seed = 20_261_122;
/** A Tuesday morning: outside quiet hours and the hours in which an SMS to the US waits, whenever the tests run. */
const startAt = '2026-11-24T10:00:00Z';
const halfDay = 43_200_000;

export async function openSession(options: Partial<CloudOptions> = {}): Promise<Session> {
  const cloud = await startCloud({
    cdkOut: inject('cdkOut'),
    port: 0,
    seed,
    startAt,
    onReport: () => undefined,
    ...options,
  });
  console.log(`local cloud with seed ${cloud.seed}`);
  const folder = await mkdtemp(join(tmpdir(), 'percorso-session-'));
  const client = {
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const [eventbridge, dynamodb] = [new EventBridgeClient(client), new DynamoDBClient(client)];
  const outputs = new Map(cloud.stack.outputs.map(({ key, value }) => [key, value]));
  const output = (name: string): string => outputs.get(name) ?? '';
  const percorso = (...words: readonly string[]): Promise<CommandOutcome> => run(cloud, folder, words);
  const ask = async <Answer>(...words: readonly string[]): Promise<Answer> => {
    const { text } = await percorso('--json', ...words);
    return JSON.parse(text) as Answer;
  };
  return {
    cloud,
    dynamodb,
    output,
    percorso,
    percorsoAs: (policies, ...words) =>
      run(
        cloud,
        folder,
        ['--stage', 'local', ...words],
        { AWS_ACCESS_KEY_ID: `policy:${policies}` },
        'typed',
      ),
    percorsoWith: (input, ...words) => run(cloud, folder, words, {}, input),
    ask,
    async publish(yaml) {
      await writeFile(join(folder, 'config.yaml'), yaml);
      return percorso('push', 'config.yaml', '--publish');
    },
    put: (...touches) =>
      eventbridge.send(
        new PutEventsCommand({
          Entries: touches.map(({ name, detail, source }) => ({
            EventBusName: output('EventBusName'),
            Source: source ?? 'shop',
            DetailType: name,
            Detail: typeof detail === 'string' ? detail : JSON.stringify(detail),
          })),
        }),
      ),
    async settle() {
      const { isIdle, busy, deadLetters } = await cloud.idle({ step: true, timeout: 120_000 });
      if (!isIdle) throw new Error(`The cloud does not become quiet: ${busy.join('; ')}`);
      return deadLetters;
    },
    async advance(duration, every = duration > halfDay ? halfDay : duration / 8) {
      await cloud.advance(cloud.clock.now() + duration, every);
    },
    emailsTo: (address) => cloud.messages().filter(({ to }) => to === address),
    async close() {
      const emitted = listUnpublished(cloud.events.accepted());
      eventbridge.destroy();
      dynamodb.destroy();
      await cloud.stop();
      await rm(folder, { recursive: true });
      // What a test has put as Percorso is no event of ours.
      expect(emitted).toEqual([]);
    },
  };
}

async function run(
  cloud: Cloud,
  directory: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input = '',
): Promise<CommandOutcome> {
  const printed: string[] = [];
  const errors: string[] = [];
  const exitCode = await runPercorso(['--endpoint', cloud.endpoint, ...words], {
    env,
    directory,
    isWatched: false,
    now: () => Date.now(),
    print: (line) => printed.push(line),
    printError: (line) => {
      printed.push(line);
      errors.push(line);
    },
    readInput: () => Promise.resolve(input),
    readSecret: () => Promise.resolve(input),
  });
  return { exitCode, text: printed.join('\n'), errors: errors.join('\n') };
}

/** With these documents published, and a minute later, when every warm function has them. */
export async function openPublished(yaml: string): Promise<Session> {
  const session = await openSession();
  const { exitCode, text } = await session.publish(yaml);
  expect(exitCode, text).toBe(0);
  await session.advance(60_000);
  return session;
}
