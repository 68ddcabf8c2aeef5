/** The messages between the cloud and a function's thread. */

import type { MessagePort } from 'node:worker_threads';

export interface WorkerStart {
  /** Absolute path of the bundle's entry file. */
  readonly entry: string;
  readonly exportName: string;
  /** The cloud's endpoint, reached over `port` instead of a socket. */
  readonly endpoint: string;
  readonly port: MessagePort;
}

/** A call from a function's thread to the endpoint. */
export interface TransportRequest {
  readonly id: number;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export type TransportAnswer =
  | { readonly id: number; readonly kind: 'disconnect' }
  | {
      readonly id: number;
      readonly kind: 'response';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | Uint8Array;
    };

export interface InvokeOrder {
  readonly requestId: string;
  /** The event as JSON text. */
  readonly payload: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly traceId: string;
}

interface Failure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: string;
}

export type WorkerAnswer =
  | { readonly kind: 'ready'; readonly initMs: number }
  | { readonly kind: 'done'; readonly payload: string; readonly durationMs: number }
  | ({ readonly kind: 'failed'; readonly durationMs: number } & Failure)
  | ({ readonly kind: 'crashed' } & Failure);

/** How an invocation ended. A timeout or crash ends the environment too. */
export type InvokeResult =
  | { readonly kind: 'done'; readonly payload: string; readonly durationMs: number }
  /** `dropped`: stopped before it ran, as part of a recursive loop. */
  | ({
      readonly kind: 'failed' | 'crashed' | 'timeout' | 'dropped';
      readonly durationMs: number;
    } & Failure);
