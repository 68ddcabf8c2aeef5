/** Captures the calls of functions to other systems: only hosts that are allowed by name are really called. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { omitAbsent } from '../omit-absent.ts';
import { type CloudContext, ServiceError } from '../service.ts';

/** The planned response to the next calls to a host. */
export interface PlannedAnswer {
  readonly host: string;
  readonly status: number;
  /** Number of calls that get it. Default: all. */
  readonly count?: number;
  /** The host processes the call, and its response is lost. */
  readonly isLost?: boolean;
  /** The header `Retry-After`: seconds, or a date of HTTP. */
  readonly retryAfter?: number | string;
  /** A text is sent as it is, any other value as JSON. Default: {}. */
  readonly body?: unknown;
}

export interface Catcher {
  readonly plainPort: number;
  readonly securePort: number;
  plan(answer: unknown): readonly PlannedAnswer[];
  planned(): readonly PlannedAnswer[];
  clear(): void;
  close(): Promise<void>;
}

/**
 * Listens on two free loopback ports: for HTTP, and for what would be HTTPS. Responds with 200 unless planned otherwise.
 * `mask` removes credentials from what is shown.
 */
export async function startCatcher(context: CloudContext, mask: (text: string) => string): Promise<Catcher> {
  let answers: (PlannedAnswer & { left: number })[] = [];

  const catchRequest = async (
    scheme: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    const { host = '' } = request.headers;
    const port = request.socket.localPort;
    // A browser that finds the port is not a function of the stack.
    if (new RegExp(`^(?:127\\.0\\.0\\.1|localhost|\\[::1\\]):${port}$`).test(host)) {
      response.writeHead(403).end();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const names = [host, host.split(':')[0], '*'];
    const planned = answers.find((each) => each.left > 0 && names.includes(each.host));
    if (planned !== undefined) planned.left -= 1;
    const status = planned?.status ?? 200;
    const url = `${scheme}://${host}${request.url ?? '/'}`;
    const method = request.method ?? 'GET';
    const body = Buffer.concat(chunks).toString();
    context.capture({
      id: context.newId(),
      channel: 'webhook',
      provider: 'http',
      to: url,
      title: `${method} ${host}`,
      text: body,
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, mask(String(value))]),
      ),
      tags: {},
      outcome: status < 400 ? 'delivered' : 'failed',
      raw: { method, url, body, status },
      time: new Date(context.now()).toISOString(),
    });
    if (planned?.isLost === true) {
      request.socket.destroy();
      return;
    }
    const retryAfter = planned?.retryAfter;
    response.writeHead(status, {
      'content-type': 'application/json',
      connection: 'close',
      // Of the cloud's clock: a date in Retry-After counts from it.
      date: new Date(context.now()).toUTCString(),
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    });
    const { body: answered = {} } = planned ?? {};
    response.end(typeof answered === 'string' ? answered : JSON.stringify(answered));
  };

  const open = async (scheme: string): Promise<Server> => {
    const server = createServer((request, response) => {
      catchRequest(scheme, request, response).catch(() => request.socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // The cloud's own server keeps the process alive.
    server.unref();
    return server;
  };
  const servers = [await open('http'), await open('https')] as const;
  const [plainPort, securePort] = servers.map((server) => (server.address() as AddressInfo).port);

  const planned = (): PlannedAnswer[] =>
    answers.filter(({ left }) => left > 0).map(({ left, ...answer }) => ({ ...answer, count: left }));
  return {
    plainPort: plainPort ?? 0,
    securePort: securePort ?? 0,
    planned,
    plan: (answer) => {
      const { count = Number.MAX_SAFE_INTEGER, ...rest } = readAnswer(answer);
      answers = [{ ...rest, left: count }, ...answers.filter((each) => each.host !== rest.host)];
      return planned();
    },
    clear: () => {
      answers = [];
    },
    close: async () => {
      for (const server of servers) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}

/** A host that a call can have, perhaps with its port; `*` is any. */
const hostForm = /^(?:\*|(?:[\w.-]+|\[[\da-f:.]+\])(?::\d+)?)$/i;

function readAnswer(answer: unknown): PlannedAnswer {
  const { host, status, count, isLost, retryAfter, body, ...unknown } = (answer ?? {}) as Record<
    string,
    unknown
  >;
  const isCount = count === undefined || (Number.isInteger(count) && Number(count) > 0);
  if (
    typeof host !== 'string' ||
    !hostForm.test(host) ||
    Object.keys(unknown).length > 0 ||
    !Number.isInteger(status) ||
    Number(status) < 200 ||
    Number(status) > 599 ||
    !isCount ||
    (isLost !== undefined && typeof isLost !== 'boolean') ||
    !isRetryAfter(retryAfter)
  ) {
    throw new ServiceError(
      'answer_invalid',
      400,
      `Give host (a name without scheme and path, or *), status (200 to 599), for some calls only count, body for an answer other than {}, retryAfter (seconds, or a date such as Sun, 22 Nov 2026 08:00:00 GMT), and isLost to lose the response; received ${JSON.stringify(answer)}.`,
    );
  }
  return {
    host,
    status: Number(status),
    ...omitAbsent({
      count: count === undefined ? undefined : Number(count),
      isLost: isLost === true ? true : undefined,
      retryAfter,
      body,
    }),
  };
}

/** Any other form would be ignored by the function, and the plan without effect. */
function isRetryAfter(value: unknown): value is PlannedAnswer['retryAfter'] {
  if (typeof value === 'string') return new Date(value).toUTCString() === value;
  return value === undefined || (Number.isInteger(value) && Number(value) >= 0);
}
