/** Runs the local cloud as a separate process: the demo calls it like AWS, and controls it under `/_local/`. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Json } from '../../engine/base/json.ts';

export interface LocalProcess {
  readonly endpoint: string;
  readonly seed: string;
  /** Calls a control route; throws LocalCloudRefusedError with the response. */
  control(method: 'GET' | 'POST', route: string, input?: Json): Promise<unknown>;
  /** Resolves when the process ends. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export class LocalCloudRefusedError extends Error {
  readonly code = 'local_cloud_refused';
  constructor(request: string, answer: string) {
    super(`The local cloud refused ${request}: ${answer}`);
    this.name = 'LocalCloudRefusedError';
  }
}

const start = fileURLToPath(new URL('../../local/start.ts', import.meta.url));
const announcement = /local cloud at (\S+), seed (\d+)/;

/** `words`: options of local/start.ts, which validates them. */
export async function startLocalProcess(words: readonly string[]): Promise<LocalProcess> {
  const child = spawn(process.execPath, [start, ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  process.once('exit', () => child.kill());
  let printed = '';
  const [, endpoint = '', usedSeed = ''] = await new Promise<RegExpExecArray>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
      const match = announcement.exec(printed);
      if (match !== null) resolve(match);
    });
    child.once('error', reject);
    child.once('exit', (status) =>
      reject(new Error(`The local cloud did not start (code ${status}): see the line above.`)),
    );
  });
  return {
    endpoint,
    seed: usedSeed,
    ended,
    control: (method, route, input) => callControl(endpoint, method, route, input),
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

async function callControl(endpoint: string, method: string, route: string, input?: Json): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const body = input === undefined ? {} : { headers, body: JSON.stringify(input) };
  const response = await fetch(`${endpoint}/_local/${route}`, { method, ...body });
  const text = await response.text();
  if (!response.ok) throw new LocalCloudRefusedError(`${method} ${route}`, text);
  return JSON.parse(text);
}
