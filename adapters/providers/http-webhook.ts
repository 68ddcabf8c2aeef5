/** Calls another system by HTTP: JSON out, a status back. Receivers get at least one call; the key identifies retries. */
import { isDeepStrictEqual } from 'node:util';
import type { WebhookAnswer, WebhookCaller } from '../../app/ports/providers.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { CallWebhook } from '../../engine/model/effects.ts';
import { callHeaders } from '../../engine/model/webhook-headers.ts';
import { block, defer, refuse } from './classify-error.ts';
import { type ResolveName, resolveName } from './forbidden-address.ts';
import { type GuardedAnswer, HostForbiddenError, requestGuarded } from './guarded-request.ts';
import { readRetryAfter } from './retry-after.ts';
import { signWebhook } from './sign-webhook.ts';
import {
  classifySecretFailure,
  usesSecrets,
  type WebhookCredentials,
  type WebhookSecrets,
} from './webhook-secrets.ts';

export interface WebhookSettings {
  readonly secrets: WebhookSecrets;
  /** Epoch ms. */
  now(): number;
  /** Milliseconds before the call is aborted. */
  readonly timeLimit?: number;
  /** In Lambda the machine itself is forbidden: it serves the runtime API. */
  readonly isOwnMachineForbidden?: boolean;
  readonly resolve?: ResolveName;
}

export function createWebhookCaller({
  secrets,
  now,
  timeLimit = 15_000,
  isOwnMachineForbidden = false,
  resolve = resolveName,
}: WebhookSettings): WebhookCaller {
  const request = (
    webhook: CallWebhook,
    url: URL,
    credentials: WebhookCredentials,
  ): Promise<GuardedAnswer> => {
    const body = JSON.stringify(webhook.body);
    return requestGuarded({
      url,
      method: webhook.method,
      headers: makeHeaders(webhook.id, body, credentials, now()),
      body,
      timeLimit,
      isOwnForbidden: isOwnMachineForbidden,
      resolve,
    });
  };
  /** A refused credential may have been replaced since it was read: then the call is made once more. */
  const requestAgain = async (
    webhook: CallWebhook,
    url: URL,
    used: WebhookCredentials,
    refused: GuardedAnswer,
  ): Promise<WebhookAnswer> => {
    let fresh: WebhookCredentials;
    try {
      fresh = await secrets.resolve(webhook, { isRefused: true });
    } catch (error) {
      return { ...classifySecretFailure(error), host: 'answered' };
    }
    const last = isDeepStrictEqual(fresh, used) ? refused : await request(webhook, url, fresh);
    // 401 refuses the credential and not this call: the call waits for the right one. 403 may refuse this very call.
    return last.status === 401 ? { ...block('secret_refused'), host: 'answered' } : readAnswer(last, now());
  };
  return {
    async call(webhook) {
      const url = parseUrl(webhook.url);
      if (url === undefined) return refuseBeforeCall('url_invalid');
      let credentials: WebhookCredentials;
      try {
        credentials = await secrets.resolve(webhook);
      } catch (error) {
        return classifySecretFailure(error);
      }
      try {
        const answer = await request(webhook, url, credentials);
        const isRefused = (answer.status === 401 || answer.status === 403) && usesSecrets(webhook);
        return isRefused ? await requestAgain(webhook, url, credentials, answer) : readAnswer(answer, now());
      } catch (error) {
        if (error instanceof HostForbiddenError) return refuseBeforeCall(error.code);
        // A retry is allowed, so an unknown outcome counts as not done.
        return isRequestFault(error)
          ? refuseBeforeCall('request_invalid')
          : { ...defer(describeFailure(error)), host: 'failed' };
      }
    },
  };
}

/** No call was made. */
function refuseBeforeCall(reason: string): WebhookAnswer {
  return { kind: 'refused', reason, fault: 'message', isOwn: true };
}

/** Of 4xx, only these may be answered differently later. */
const passingStatuses: readonly number[] = [408, 425, 429];

function readAnswer({ status, headers }: GuardedAnswer, now: number): WebhookAnswer {
  const reason = `http_${status}`;
  const host = status < 500 ? 'answered' : 'failed';
  if (status >= 200 && status < 300) return { kind: 'accepted', providerId: reason, host };
  if (status < 500 && !passingStatuses.includes(status)) return { ...refuse(reason, 'message'), host };
  return { kind: 'deferred', reason, host, ...omitAbsent({ retryAfter: readRetryAfter(headers, now) }) };
}

function parseUrl(text: string): URL | undefined {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:') ? url : undefined;
}

function makeHeaders(id: string, body: string, credentials: WebhookCredentials, at: number): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(credentials.headers)) {
    if (!callHeaders.has(name.toLowerCase())) headers.set(name, value);
  }
  headers.set('content-type', 'application/json');
  headers.set('idempotency-key', id);
  headers.set('user-agent', 'Percorso');
  const { signingKey } = credentials;
  const signature = signingKey === undefined ? {} : signWebhook({ id, at, body }, signingKey);
  for (const [name, value] of Object.entries(signature)) headers.set(name, value);
  return headers;
}

/** An invalid header or URL: a retry would fail too. */
function isRequestFault(error: unknown): boolean {
  return error instanceof TypeError;
}

function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return 'connection_failed';
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'timed_out';
  return 'code' in error ? String(error.code).toLowerCase() : 'connection_failed';
}
