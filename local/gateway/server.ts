/** The HTTP server in front of the gateway. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MINUTE } from '../clock/time-units.ts';
import type { WireOutcome, WireRequest } from './wire.ts';

export interface LocalServer {
  readonly endpoint: string;
  close(): Promise<void>;
}

export class PortTakenError extends Error {
  readonly code = 'port_taken';
  readonly port: number;
  constructor(port: number) {
    super(`Port ${port} of 127.0.0.1 is in use. To do: stop what uses it, or choose another with --port.`);
    this.name = 'PortTakenError';
    this.port = port;
  }
}

/** Listens on loopback; port 0 chooses a free one. Throws `PortTakenError`. */
export async function startServer(
  port: number,
  handle: (request: WireRequest) => Promise<WireOutcome>,
): Promise<LocalServer> {
  const server = createServer((request, response) => void answer(request, response, handle));
  server.keepAliveTimeout = MINUTE;
  server.requestTimeout = 0;
  await listen(server, port);
  const { port: actual } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${actual}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Ports for the servers of function URLs: those after the main one, so that a link stays the same; any when it is 0. */
export function* countPorts(mainPort: number): Generator<number, number> {
  for (let port = mainPort + 1; mainPort > 0 && port <= 65_535; port++) yield port;
  return 0;
}

/** Listens on the next port, or on any free one when it is in use. */
export async function openUrlServer(
  ports: Generator<number, number>,
  handle: (request: WireRequest) => Promise<WireOutcome>,
): Promise<LocalServer> {
  try {
    return await startServer(ports.next().value, handle);
  } catch (error) {
    if (!(error instanceof PortTakenError)) throw error;
    return startServer(0, handle);
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new PortTakenError(port) : error);
    });
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  handle: (request: WireRequest) => Promise<WireOutcome>,
): Promise<void> {
  // The machine's date would contradict the virtual clock.
  response.sendDate = false;
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
    const outcome = await handle({
      method: request.method ?? 'GET',
      url: request.url ?? '/',
      headers,
      body: Buffer.concat(chunks),
    });
    if (outcome === 'hang') return;
    if (outcome === 'disconnect') {
      request.socket.destroy();
      return;
    }
    const body = typeof outcome.body === 'string' ? Buffer.from(outcome.body) : outcome.body;
    const isHead = request.method === 'HEAD';
    if (outcome.cookies !== undefined) response.setHeader('set-cookie', outcome.cookies);
    response.writeHead(outcome.status, { 'content-length': String(body.length), ...outcome.headers });
    response.end(isHead ? undefined : body);
  } catch {
    // The caller disconnected while its request was read or answered.
    request.socket.destroy();
  }
}
