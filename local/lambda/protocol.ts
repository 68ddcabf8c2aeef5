/** The messages between the cloud and a function's thread. */

export interface WorkerStart {
  /** Absolute path of the bundle's entry file. */
  readonly entry: string;
  readonly exportName: string;
}

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
  | ({ readonly kind: 'failed' | 'crashed' | 'timeout'; readonly durationMs: number } & Failure);
