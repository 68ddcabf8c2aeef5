/** A document as a person wrote it, and the result of reading it by itself. */
import type { DocumentStatus } from '../../model/documents/document-base.ts';
import type { ConfigDocument, DocumentKind } from '../../model/documents/documents.ts';
import type { Problem } from '../problems/problem.ts';

/** `key` = its key in the table; files have none. */
export interface DocumentSource {
  readonly document: unknown;
  readonly key?: { readonly kind: string; readonly id: string };
  /** File name or similar, for error messages: `rules.yaml`, or empty. */
  readonly origin?: string;
}

export interface ReadDocument {
  /** `rule/third-order`; if kind or id is unreadable, the closest label. */
  readonly label: string;
  readonly source: DocumentSource;
  readonly kind?: DocumentKind;
  readonly id?: string;
  /** As written, also when the rest is invalid: an invalid document can still be paused. */
  readonly status?: DocumentStatus;
  /** Present when the document is valid by itself. */
  readonly document?: ConfigDocument;
  readonly problems: readonly Problem[];
}
