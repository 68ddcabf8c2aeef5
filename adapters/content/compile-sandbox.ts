/**
 * The wall around compiling: a worker thread with a time limit and a heap cap. A template that exceeds them is refused,
 * and publishing goes on with the others.
 */

import type { CompiledPair } from '../../app/ports/template-compiler.ts';
import type { TemplateDocument } from '../../engine/model/documents/template-document.ts';
import type { CompileReply } from './compile-worker.ts';
import { TemplateInvalidError } from './template-invalid-error.ts';
import { createWorkerSeat } from './worker-seat.ts';

export interface CompileSandbox {
  /** Throws TemplateInvalidError, TemplateTooSlowError or CompilerUnavailableError. */
  compile(document: TemplateDocument): Promise<CompiledPair>;
  close(): Promise<void>;
}

export interface CompileSandboxSettings {
  /** Milliseconds for one template, all its locales. */
  readonly timeLimit?: number;
  /** MB of JavaScript heap for the worker. */
  readonly heapLimit?: number;
  readonly worker?: URL;
}

/** Compiling exceeded the time limit or the heap cap. Carries what every refusal of a document carries. */
export class TemplateTooSlowError extends Error {
  readonly code = 'template_too_slow';
  readonly path = 'content';
  readonly received: string;
  readonly remedy: string;
  constructor({ id, content, locales }: TemplateDocument, problem: string) {
    const size = JSON.stringify([content, locales]).length;
    const remedy = `The content cannot be compiled: it ${problem}. Make it shorter and simpler: it has ${Math.ceil(size / 1024)} KB, and an ordinary email has less than 100 KB.`;
    super(`Template ${id}: ${remedy}`);
    this.name = 'TemplateTooSlowError';
    this.received = `${Math.ceil(size / 1024)} KB of content`;
    this.remedy = remedy;
  }
}

/** The worker does not start: this says nothing about the template. */
export class CompilerUnavailableError extends Error {
  readonly code = 'compiler_unavailable';
  constructor(problem: string) {
    super(
      `The compile worker did not start: ${problem}. Its bundle compile-worker.mjs belongs beside the function's.`,
    );
    this.name = 'CompilerUnavailableError';
  }
}

/** Loading MJML on a busy machine takes seconds. */
const startLimit = 30_000;
/** A template of an ordinary email takes 0.1 s on the half core of the publishing function. */
const defaultTimeLimit = 10_000;

/** Templates are compiled one after another, by one worker that is replaced after a breach. */
export function createCompileSandbox({
  timeLimit = defaultTimeLimit,
  heapLimit = 512,
  worker = defaultWorker,
}: CompileSandboxSettings = {}): CompileSandbox {
  const seat = createWorkerSeat<TemplateDocument, CompileReply>({
    worker,
    timeLimit,
    startLimit,
    resourceLimits: { maxOldGenerationSizeMb: heapLimit, stackSizeMb: 4 },
    makeUnavailable: (problem) => new CompilerUnavailableError(problem),
  });
  return {
    async compile(document) {
      const outcome = await seat.ask(document);
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

/** Bundled it lies beside the function's index.mjs; from source beside this file. */
const defaultWorker = new URL(
  import.meta.url.endsWith('.ts') ? './compile-worker.ts' : './compile-worker.mjs',
  import.meta.url,
);
