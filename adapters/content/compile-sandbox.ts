/**
 * The sandbox of template compilation: a worker thread with a time limit and a heap limit. A template that exceeds them
 * is invalid, and publishing continues with the others.
 */

import type { CompiledPair } from '../../app/ports/template-compiler.ts';
import type { UnsubscribePolicy } from '../../engine/model/documents/policy-document.ts';
import type { TemplateDocument } from '../../engine/model/documents/template-document.ts';
import type { CompileReply, CompileRequest } from './compile-worker.ts';
import { TemplateInvalidError } from './template-invalid-error.ts';
import { createWorkerSeat } from './worker-seat.ts';

export interface CompileSandbox {
  /** Throws TemplateInvalidError, TemplateTooSlowError or CompilerUnavailableError. */
  compile(document: TemplateDocument, footer?: UnsubscribePolicy['footer']): Promise<CompiledPair>;
  close(): Promise<void>;
}

export interface CompileSandboxSettings {
  /** Milliseconds per template, for all its locales. */
  readonly timeLimit?: number;
  /** MB of JavaScript heap for the worker. */
  readonly heapLimit?: number;
  readonly worker?: URL;
}

/** Compiling exceeded the time limit or the heap limit. Has the fields of every error of a document. */
export class TemplateTooSlowError extends Error {
  readonly code = 'template_too_slow';
  readonly path = 'content';
  readonly received: string;
  readonly remedy: string;
  constructor({ id, content, locales }: TemplateDocument, problem: string) {
    const size = JSON.stringify([content, locales]).length;
    const remedy = `The content cannot be compiled: it ${problem}. Shorten and simplify it: it has ${Math.ceil(size / 1024)} KB; a typical email has less than 100 KB.`;
    super(`Template ${id}: ${remedy}`);
    this.name = 'TemplateTooSlowError';
    this.received = `${Math.ceil(size / 1024)} KB of content`;
    this.remedy = remedy;
  }
}

/** The worker does not start: this is no error of the template. */
export class CompilerUnavailableError extends Error {
  readonly code = 'compiler_unavailable';
  constructor(problem: string) {
    super(
      `The compile worker did not start: ${problem}. Its bundle compile-worker.mjs must be beside the function's.`,
    );
    this.name = 'CompilerUnavailableError';
  }
}

/** Loading MJML takes seconds on a busy machine. */
const startLimit = 30_000;
/** A template of a typical email takes 0.1 s on the half core of publish-config. */
const defaultTimeLimit = 10_000;

/** Compiles templates one after another, in one worker that is replaced when it exceeds a limit. */
export function createCompileSandbox({
  timeLimit = defaultTimeLimit,
  heapLimit = 512,
  worker = defaultWorker,
}: CompileSandboxSettings = {}): CompileSandbox {
  const seat = createWorkerSeat<CompileRequest, CompileReply>({
    worker,
    timeLimit,
    startLimit,
    resourceLimits: { maxOldGenerationSizeMb: heapLimit, stackSizeMb: 4 },
    makeUnavailable: (problem) => new CompilerUnavailableError(problem),
  });
  return {
    async compile(document, footer) {
      const outcome = await seat.ask({ document, footer });
      switch (outcome.kind) {
        case 'compiled':
          return outcome.pair;
        case 'invalid':
          throw new TemplateInvalidError(outcome.fault);
        case 'failed':
          throw new TemplateInvalidError({
            path: 'content',
            received: '',
            remedy: `The content cannot be compiled: ${outcome.problem}`,
          });
        case 'breached':
          throw new TemplateTooSlowError(document, outcome.problem);
      }
    },
    close: seat.close,
  };
}

/** In a bundle it is beside the function's index.mjs; from source, beside this file. */
const defaultWorker = new URL(
  import.meta.url.endsWith('.ts') ? './compile-worker.ts' : './compile-worker.mjs',
  import.meta.url,
);
