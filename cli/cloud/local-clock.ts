/** The local cloud's clock, moved over HTTP. AWS has none. */
import type { ReplayClock } from '../../app/ingest/replay-lines.ts';
import { CloudUnreachableError } from '../terminal/command-result.ts';

export function createLocalClock(endpoint: string): ReplayClock {
  return {
    async read() {
      const { now } = await call(endpoint, 'clock', undefined);
      return Date.parse(String(now));
    },
    async advanceTo(at, every) {
      await call(endpoint, 'clock', { to: new Date(at).toISOString(), every });
    },
    async waitUntilIdle() {
      await call(endpoint, 'idle', { step: true });
    },
  };
}

async function call(
  endpoint: string,
  path: string,
  body: object | undefined,
): Promise<Record<string, unknown>> {
  const url = new URL(`/_local/${path}`, endpoint);
  const response = await fetch(
    url,
    body === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  );
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as Record<string, unknown>;
  throw new CloudUnreachableError(
    `The local cloud answered ${response.status} at /_local/${path}: ${text.slice(0, 300)}`,
    'Check that this endpoint is the local cloud and that it is healthy.',
  );
}
