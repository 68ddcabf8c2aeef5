/** The HTTP API in memory: a bus that can fail, a clock, and one key of each kind. */

import { createMemoryWriteKeyStore } from '../../adapters/memory/key-stores.ts';
import { createHttpApi } from '../../app/http-api/serve-http-api.ts';
import type { ApiResponse } from '../../app/http-api/web.ts';
import type { SentTouchpoint, TouchpointSender } from '../../app/ports/touchpoint-sender.ts';
import type { WriteKeyStore } from '../../app/ports/write-keys.ts';
import { silentTelemetry } from '../../app/runtime/telemetry.ts';
import { createWriteKey } from '../../app/write-keys/change-write-keys.ts';

export const startedAt = Date.parse('2026-11-28T12:00:00Z');

export interface TestApi {
  readonly store: WriteKeyStore;
  readonly server: string;
  readonly browser: string;
  /** Events that the bus has accepted. */
  readonly put: SentTouchpoint[];
  /** Error codes of the next entries; undefined accepts. A thrown error fails the call. */
  readonly failures: (string | undefined)[];
  setTime(at: number): void;
  request(method: string, path: string, body?: string | Uint8Array, key?: string): Promise<ApiResponse>;
  post(path: string, body: unknown, key?: string): Promise<ApiResponse>;
  /** The members of all packed events, in their order. */
  listCalls(): readonly unknown[];
}

export async function openApi(): Promise<TestApi> {
  const store = createMemoryWriteKeyStore();
  let time = startedAt;
  const make = async (source: string, kind: 'browser' | 'server') => {
    const created = await createWriteKey({ source, kind, userIds: 'any' }, store, time);
    if (created.outcome !== 'created') throw new Error(created.outcome);
    return created.text;
  };
  const [server, browser] = [await make('shop', 'server'), await make('web', 'browser')];
  const put: SentTouchpoint[] = [];
  const failures: (string | undefined)[] = [];
  const sender: Pick<TouchpointSender, 'send'> = {
    async send(touchpoints) {
      return touchpoints.flatMap((touchpoint) => {
        const code = failures.shift();
        if (code === undefined) put.push(touchpoint);
        return code === undefined ? [] : [{ touchpoint, code, message: '' }];
      });
    },
  };
  const serve = createHttpApi({ keys: store, sender, sleep: async () => undefined }, () => time);
  const request: TestApi['request'] = (method, path, body = '', key) =>
    serve(
      {
        ...{ method, path, receivedAt: time, body: Buffer.from(body) },
        headers: {
          host: 'api.example.com',
          ...(key === undefined
            ? {}
            : { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` }),
        },
      },
      silentTelemetry,
    );
  return {
    ...{ store, server, browser, put, failures, request },
    setTime(at) {
      time = at;
    },
    post: (path, body, key) => request('POST', path, JSON.stringify(body), key),
    listCalls: () =>
      put.flatMap(({ detail }): unknown[] => (Array.isArray(detail['batch']) ? detail['batch'] : [detail])),
  };
}
