/** The Profile API over a stage in memory: a clock, keys, and stores that can fail. */

import { createMemoryCallCounter } from '../../adapters/memory/call-counter.ts';
import { createMemoryApiKeyStore } from '../../adapters/memory/key-stores.ts';
import { createMemoryLookStore } from '../../adapters/memory/look-store.ts';
import { createApiKey } from '../../app/api-keys/change-api-keys.ts';
import { type ApiKey, type ApiScope, apiScopes } from '../../app/ports/api-keys.ts';
import { createProfileApi, type ProfileApiPorts } from '../../app/profile-api/serve-profiles.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { findUnpublished } from './check-profile-answer.ts';
import { openStage } from './recorded-life.ts';

export const servedAt = Date.parse('2026-11-22T12:00:10Z');

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Record<string, unknown>;
}

export type TestProfileApi = Awaited<ReturnType<typeof openProfileApi>>;

export async function openProfileApi() {
  const stage = await openStage();
  const keys = createMemoryApiKeyStore();
  const looks = createMemoryLookStore();
  const calls = createMemoryCallCounter();
  let at = servedAt;
  let requests = 0;
  const start = (ports: Partial<ProfileApiPorts> = {}) =>
    createProfileApi({ ...stage, keys, calls, looks, ...ports }, { now: () => at, lookDays: 400 });
  let serve = start();
  return {
    ...{ stage, keys, looks },
    /** As another process has it, with other stores. */
    restart(ports: Partial<ProfileApiPorts> = {}) {
      serve = start(ports);
    },
    setTime(now: number) {
      at = now;
    },
    async makeKey(
      scopes: readonly ApiScope[] = apiScopes,
      perMinute = 600,
    ): Promise<{ text: string; key: ApiKey }> {
      const made = await createApiKey({ name: 'call-centre', scopes, perMinute, days: 90 }, keys, at);
      if (made.outcome !== 'created') throw new Error(made.outcome);
      return made;
    },
    async get(
      url: string,
      key?: string,
      more: { method?: string; headers?: object; bodyLength?: number } = {},
    ) {
      const [path = '', query = ''] = url.split('?');
      requests += 1;
      const answer = await serve(
        {
          method: more.method ?? 'GET',
          ...{ path, query, from: '192.0.2.7', id: `request-${requests}`, bodyLength: more.bodyLength ?? 0 },
          headers: { ...(key === undefined ? {} : { authorization: `Bearer ${key}` }), ...more.headers },
        },
        silentTelemetry,
      );
      const body: unknown = JSON.parse(answer.body);
      const { status, headers } = answer;
      const problem = findUnpublished(path, { status, body, retryAfter: headers['retry-after'] });
      if (problem !== undefined) throw new Error(problem);
      return { ...answer, body } as Answer;
    },
  };
}
