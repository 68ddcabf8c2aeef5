/** An HTTP server on a loopback port that gives the answers of the test and records the requests. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServerAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The exact text, instead of JSON. */
  readonly text?: string;
}

export interface ServerRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export interface LoopbackServer {
  readonly url: string;
  readonly requests: ServerRequest[];
  /** One per request, in order; `hang` never answers, `reset` breaks the connection after reading the request. */
  readonly answers: (ServerAnswer | 'hang' | 'reset')[];
  /** What a request gets for which `answers` has none. */
  respond?: (path: string) => ServerAnswer;
  connections(): number;
  close(): Promise<void>;
}

export async function openLoopbackServer(): Promise<LoopbackServer> {
  const requests: ServerRequest[] = [];
  const answers: LoopbackServer['answers'] = [];
  let connections = 0;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString('utf8');
    const { method = '', url: path = '', headers } = request;
    // A form is no JSON.
    const isForm = headers['content-type'] === 'application/x-www-form-urlencoded';
    requests.push({ method, path, headers, body: isForm ? text : readJson(text) });
    const answer = answers.shift() ?? opened.respond?.(path) ?? { status: 200, body: {} };
    if (answer === 'reset') request.socket.destroy();
    if (answer === 'hang' || answer === 'reset') return;
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.text ?? JSON.stringify(answer.body ?? {}));
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const opened: LoopbackServer = {
    url: `http://127.0.0.1:${port}`,
    requests,
    answers,
    connections: () => connections,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return opened;
}

function readJson(text: string): unknown {
  return text === '' ? undefined : JSON.parse(text);
}
