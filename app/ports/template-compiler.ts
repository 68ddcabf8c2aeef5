/** Compiles the content of a template when it is published. */

import type { TemplateDocument } from '../../engine/model/documents/template-document.ts';
import type { TemplateHeader } from '../../engine/model/program-snapshot.ts';
import type { CompiledTemplate } from './program-store.ts';

export interface CompiledPair {
  readonly compiled: CompiledTemplate;
  readonly header: TemplateHeader;
}

/** Throws TemplateInvalidError with path, received and remedy. */
export type TemplateCompiler = (template: TemplateDocument) => CompiledPair | Promise<CompiledPair>;
