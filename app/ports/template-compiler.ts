/** Compiles the content of a template when it is published. */
import type { TemplateHeader } from '../../engine/compile/program.ts';
import type { TemplateDocument } from '../../engine/model/documents/documents.ts';
import type { CompiledTemplate } from './publishing-ports.ts';

export interface CompiledPair {
  readonly compiled: CompiledTemplate;
  readonly header: TemplateHeader;
}

/** Throws TemplateInvalidError with path, received and remedy. */
export type TemplateCompiler = (template: TemplateDocument) => CompiledPair | Promise<CompiledPair>;
