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
  /** What the content shows of fetches: `content.stock.left`. */
  readonly fetched?: readonly string[];
}

/** What is wrong with the content of a template, in the property `fault` of the compiler's errors. */
export interface TemplateFault {
  /** Keys from the document's root: `content.subject`, `locales.it.mjml`. */
  readonly path: string;
  /** The faulty part of the content: an author's text, never a customer's. */
  readonly received: string;
  /** What is wrong and what to do. */
  readonly remedy: string;
  /** Both from 1, within the field. */
  readonly line?: number;
  readonly column?: number;
}

/** `footer`: of the policy, for promotional email. Throws TemplateInvalidError with path, received and remedy. */
export type TemplateCompiler = (
  template: TemplateDocument,
  footer?: UnsubscribePolicy['footer'],
) => CompiledPair | Promise<CompiledPair>;
