/**
 * Shortens the path from a function's thread to the cloud's endpoint: requests to exactly that origin use a message port
 * instead of a socket. Other requests, and what the code sees, are those of `node:http`.
 */

import type http from 'node:http';
import { Readable, Writable } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import { LocalSocket } from './local-socket.ts';
import type { TransportAnswer, TransportRequest } from './protocol.ts';

type RequestArguments = [
  url: string | URL | http.RequestOptions,
  options?: http.RequestOptions | ((response: http.IncomingMessage) => void),
  callback?: (response: http.IncomingMessage) => void,
];

/**
 * Replaces `http.request` for the endpoint's origin in this thread, before other code reads it. An import statement would
 * read all members of the module, one of which loads undici and the streams of the web.
 */
export function installTransport(endpoint: string, port: MessagePort): void {
  const http = process.getBuiltinModule('node:http');
  const { hostname, port: endpointPort } = new URL(endpoint);
  const original = http.request;
  const pending = new Map<number, LocalRequest>();
  let count = 0;
  port.on('message', (answer: TransportAnswer) => {
    const request = pending.get(answer.id);
    pending.delete(answer.id);
    request?.receive(answer);
  });
  const request = (...args: RequestArguments): unknown => {
    const [first, second] = args;
    const isPlain = typeof first === 'object' && !(first instanceof URL);
    const isOurs =
      isPlain && (first.host ?? first.hostname) === hostname && String(first.port ?? 80) === endpointPort;
    if (!isOurs) return Reflect.apply(original, http, args);
    count += 1;
    const id = count;
    const made = new LocalRequest(
      first,
      (message) => port.postMessage({ ...message, id }),
      () => pending.delete(id),
    );
    pending.set(id, made);
    if (typeof second === 'function') made.once('response', second);
    return made;
  };
  Object.assign(http, { request });
}

class LocalRequest extends Writable {
  readonly socket = new LocalSocket();
  readonly reusedSocket = true;
  readonly #options: http.RequestOptions;
  readonly #send: (message: Omit<TransportRequest, 'id'>) => void;
  readonly #forget: () => void;
  readonly #chunks: Buffer[] = [];

  constructor(
    options: http.RequestOptions,
    send: (message: Omit<TransportRequest, 'id'>) => void,
    forget: () => void,
  ) {
    // Sent does not mean finished: the response is still outstanding.
    super({ autoDestroy: false });
    this.#options = options;
    this.#send = send;
    this.#forget = forget;
  }

  receive(answer: TransportAnswer): void {
    if (this.destroyed) return;
    this.socket.setTimeout(0);
    if (answer.kind === 'disconnect') {
      this.destroy(Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }));
      return;
    }
    const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
    const response = new Readable({ read() {} });
    Object.assign(response, {
      statusCode: answer.status,
      statusMessage: '',
      headers: answer.headers,
      complete: true,
      socket: this.socket,
    });
    if (body.length > 0) response.push(body);
    response.push(null);
    this.emit('response', response);
    response.once('end', () => this.emit('close'));
  }

  setTimeout(ms: number, listener?: () => void): this {
    if (listener !== undefined) this.once('timeout', listener);
    this.socket.setTimeout(ms, () => this.emit('timeout'));
    return this;
  }

  abort(): void {
    this.destroy();
  }

  setNoDelay(): void {}

  setSocketKeepAlive(): void {}

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: () => void): void {
    this.#chunks.push(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk);
    done();
  }

  override _final(done: () => void): void {
    const headers: Record<string, string> = {};
    for (const [name, value] of Object.entries(this.#options.headers ?? {})) {
      headers[name.toLowerCase()] = String(value);
    }
    const body =
      this.#chunks.length === 1 ? (this.#chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(this.#chunks);
    this.#send({ method: this.#options.method ?? 'GET', url: this.#options.path ?? '/', headers, body });
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#forget();
    this.socket.setTimeout(0);
    done(error);
  }
}
