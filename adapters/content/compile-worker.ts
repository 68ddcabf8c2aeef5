/** The worker that compiles templates, one at a time. Only this file loads MJML and its 3 MB of code. */
import { parentPort } from 'node:worker_threads';
import type { CompiledPair, TemplateFault } from '../../app/ports/template-compiler.ts';
import type { UnsubscribePolicy } from '../../engine/model/documents/policy-document.ts';
import type { TemplateDocument } from '../../engine/model/documents/template-document.ts';
import { compileTemplate } from './compile-template.ts';
import { TemplateInvalidError } from './template-invalid-error.ts';

export interface CompileRequest {
  readonly document: TemplateDocument;
  readonly footer: UnsubscribePolicy['footer'];
}

export type CompileReply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'compiled'; readonly pair: CompiledPair }
  | { readonly kind: 'invalid'; readonly fault: TemplateFault }
  | { readonly kind: 'failed'; readonly problem: string };

function reply(message: CompileReply): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', async ({ document, footer }: CompileRequest) => {
  try {
    reply({ kind: 'compiled', pair: await compileTemplate(document, footer) });
  } catch (error) {
    reply(describeFailure(error));
  }
});

reply({ kind: 'ready' });

function describeFailure(error: unknown): CompileReply {
  if (!(error instanceof TemplateInvalidError)) {
    return { kind: 'failed', problem: error instanceof Error ? error.message : String(error) };
  }
  return { kind: 'invalid', fault: error.fault };
}
