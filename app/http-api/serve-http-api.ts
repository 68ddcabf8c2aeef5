/** The HTTP API: calls of Segment's and RudderStack's SDKs become touchpoints on the bus. A call that is invalid does not stop the others. */
import type { TouchpointSender } from '../ports/touchpoint-sender.ts';
import type { WriteKey, WriteKeyReader } from '../ports/write-keys.ts';
import type { Telemetry } from '../runtime/telemetry.ts';
import { applyUserToken, dropUserToken } from './apply-user-token.ts';
import { type CheckedCalls, checkCalls } from './check-calls.ts';
import { createUserTokenCheck, type UserTokenCheck } from './check-user-token.ts';
import { correctClock } from './correct-clock.ts';
import { describeSource } from './describe-source.ts';
import { createWriteKeyFinder, readBasicUser, type WriteKeyFinder } from './find-write-key.ts';
import { limitBrowserCall, limitBrowserContext } from './limit-browser-call.ts';
import { packCalls } from './pack-calls.ts';
import { putCalls } from './put-calls.ts';
import { type ReceivedCall, type ReceivedCalls, RequestBodyInvalidError, readCalls } from './read-calls.ts';
import { type ApiRequest, type ApiResponse, answerJson, answerPreflight, answerProblem } from './web.ts';

export interface HttpApiPorts {
  readonly keys: WriteKeyReader;
  readonly sender: Pick<TouchpointSender, 'send'>;
  /** Waits this many milliseconds. */
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** The last part of a path, and the type of its call; undefined for a batch. */
const routes: Readonly<Record<string, string | undefined>> = {
  batch: undefined,
  b: undefined,
  ...Object.fromEntries(
    ['track', 'identify', 'page', 'screen', 'alias', 'group'].flatMap((type) => [
      [type, type],
      [type.charAt(0), type],
    ]),
  ),
};

export type HttpApi = (request: ApiRequest, telemetry: Telemetry) => Promise<ApiResponse>;

/** `now` in epoch ms. */
export function createHttpApi({ keys, sender, sleep }: HttpApiPorts, now: () => number): HttpApi {
  const find = createWriteKeyFinder(keys, now);
  const checkUserToken = createUserTokenCheck();

  async function receive(
    request: ApiRequest,
    type: string | undefined,
    telemetry: Telemetry,
  ): Promise<ApiResponse> {
    // The key of the header is checked first: the body of a stranger is not read.
    const user = readBasicUser(request.headers['authorization']);
    const named = user === undefined ? undefined : await find(user);
    if (user !== undefined && named === undefined) return unauthorized;
    const received = readCalls(request.body, type);
    const key = named ?? (await findInBody(received, find));
    if (key === undefined) return unauthorized;
    const { calls, context } = prepare(received, key, request.receivedAt, checkUserToken);
    const { source } = key;
    const checked = checkCalls(calls, { context, source, receivedAt: request.receivedAt });
    const problem = await putCalls(packCalls(checked.forwarded, context, source), sender, sleep);
    if (problem === undefined) {
      telemetry.count('CallsReceived', calls.length);
      return answerStored(checked);
    }
    telemetry.warn('Calls were not accepted by the bus; the client sends them again', {
      code: problem.code,
      writeKey: key.id,
      calls: calls.length,
    });
    return problem.isThrottled ? throttled : unavailable;
  }

  return async (request, telemetry) => {
    const { method, path } = request;
    if (method === 'OPTIONS') return answerPreflight();
    try {
      const [, asked] = /^\/v1\/projects\/([^/]+)\/settings\/?$/.exec(path) ?? [];
      if (asked !== undefined && method === 'GET') return await describeSource(asked, request, find);
      const [, name] = /^\/(?:v1\/)?([a-z]+)\/?$/.exec(path) ?? [];
      if (name === undefined || !Object.hasOwn(routes, name)) return notFound;
      if (method !== 'POST') return answerProblem(405, 'method_unknown', 'Use POST.', { allow: 'POST' });
      return await receive(request, routes[name], telemetry);
    } catch (error) {
      if (error instanceof RequestBodyInvalidError) {
        telemetry.count('RequestsRefused');
        return answerProblem(400, error.code, error.message);
      }
      telemetry.error('A request was not processed; the client sends it again', error);
      return unavailable;
    }
  };
}

async function findInBody({ writeKey }: ReceivedCalls, find: WriteKeyFinder): Promise<WriteKey | undefined> {
  return writeKey === undefined ? undefined : find(writeKey);
}

function prepare(
  { calls, context, sentAt }: ReceivedCalls,
  key: WriteKey,
  receivedAt: number,
  checkUserToken: UserTokenCheck,
): { readonly calls: readonly ReceivedCall[]; readonly context: unknown } {
  const isBrowser = key.kind === 'browser';
  const common = isBrowser ? limitBrowserContext(context) : context;
  const prepareOne = (received: ReceivedCall): ReceivedCall => {
    // Of this one only a description is forwarded.
    if (received.unfit !== undefined) return received;
    const timed = correctClock(received.call, sentAt, receivedAt);
    const own = isBrowser ? limitBrowserCall(timed) : timed;
    return { call: applyUserToken(own, common, key, checkUserToken, receivedAt) };
  };
  return { calls: calls.map(prepareOne), context: dropUserToken(common) };
}

/** Every call is stored: the rejected ones with their reason. */
function answerStored({ rejected, problems }: CheckedCalls): ApiResponse {
  return answerJson(200, rejected === 0 ? { success: true } : { success: true, rejected, problems });
}

/** Seconds after which a client sends again. */
const retryAfter = { 'retry-after': '1' };
const throttled = answerProblem(429, 'bus_throttled', 'Send the same request again later.', retryAfter);
const unavailable = answerProblem(503, 'not_stored', 'Send the same request again later.', retryAfter);
const notFound = answerProblem(404, 'path_unknown', 'Post to /v1/batch, /v1/track, /v1/identify, ...');
const unauthorized = answerProblem(
  401,
  'write_key_invalid',
  'The write key is missing, unknown, revoked or expired. Send it as the user name of Authorization: Basic, or as writeKey in the body: the query is not read.',
);
