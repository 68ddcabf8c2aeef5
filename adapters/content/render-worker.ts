/** The worker of the render sandbox: renders requests one at a time. A separate bundle beside each sender. */
import { parentPort, workerData } from 'node:worker_threads';
import { LiquidError } from 'liquidjs';
import type { RenderedFields, RenderRequest } from '../../app/ports/rendering.ts';
import { defaultLimits } from './liquid-engine.ts';
import { createContentRenderer, RenderTooLargeError } from './render-content.ts';
import { ConfirmationHiddenError } from './require-confirmation.ts';
import { ParameterEmptyError } from './whatsapp-content.ts';

export type WorkerReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'rendered'; readonly fields: RenderedFields }
  /** `problem`: the kind of error and its place, never values. */
  | { readonly kind: 'failed'; readonly problem: string };

const render = createContentRenderer(workerData?.limits ?? defaultLimits);

function reply(message: WorkerReply): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', (request: RenderRequest) => {
  try {
    reply({ kind: 'rendered', fields: render(request) });
  } catch (error) {
    reply({ kind: 'failed', problem: describeProblem(error) });
  }
});

reply({ kind: 'ready' });

function describeProblem(error: unknown): string {
  if (error instanceof RenderTooLargeError || error instanceof ConfirmationHiddenError) return error.message;
  if (error instanceof ParameterEmptyError) return error.message;
  if (!LiquidError.is(error)) return error instanceof Error ? error.name : 'unknown';
  const [line, column] = error.token.getPosition();
  const limit = /^(template render|memory alloc|parse length) limit exceeded/.exec(
    error.originalError?.message ?? '',
  );
  return `${limit?.[0] ?? error.name} at line ${line}, column ${column}`;
}
