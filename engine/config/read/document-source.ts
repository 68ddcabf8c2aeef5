/** A document as a person wrote it, and what reading it on its own brought. */
import type { DocumentStatus } from '../../model/documents/document-base.ts';
import type { ConfigDocument, DocumentKind } from '../../model/documents/documents.ts';
import type { Problem } from '../problems/problem.ts';

/** `key` = where the table keeps it; files have none. */
export interface DocumentSource {
  readonly document: unknown;
  readonly key?: { readonly kind: string; readonly id: string };
  /** For people: `rules.yaml`, or nothing. */
  readonly origin?: string;
}

export interface ReadDocument {
  /** `rule/third-order`; with unreadable kind or id, the nearest to it. */
  readonly label: string;
  readonly source: DocumentSource;
  readonly kind?: DocumentKind;
  readonly id?: string;
  /** As written, also when the rest is refused: pausing a broken document works. */
  readonly status?: DocumentStatus;
  /** Present when nothing is wrong with it on its own. */
  readonly document?: ConfigDocument;
  readonly problems: readonly Problem[];
}
