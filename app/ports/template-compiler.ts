/** Compiles the content of a template when it is published. */

import type { UnsubscribePolicy } from '../../engine/model/documents/policy-document.ts';
import type { TemplateDocument } from '../../engine/model/documents/template-document.ts';
import type { TemplateHeader } from '../../engine/model/program-snapshot.ts';
import type { CompiledTemplate } from './program-store.ts';

export interface CompiledPair {
  readonly compiled: CompiledTemplate;
  readonly header: TemplateHeader;
  /** By path of a value: what its outputs show where the value is missing, `''` = nothing. */
  readonly fallbacks?: Readonly<Record<string, readonly string[]>>;
}

/** `footer`: of the policy, for promotional email. Throws TemplateInvalidError with path, received and remedy. */
export type TemplateCompiler = (
  template: TemplateDocument,
  footer?: UnsubscribePolicy['footer'],
) => CompiledPair | Promise<CompiledPair>;
