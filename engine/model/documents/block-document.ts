/** Blocks: content that several templates share. A layout is a block with `{{ content }}`. */
import type { DocumentBase } from './document-base.ts';

export interface BlockDocument extends DocumentBase {
  readonly kind: 'block';
  readonly content: BlockContent;
  /** Overrides per locale (`it`, `pt-BR`); missing fields fall back to `content`. */
  readonly locales?: Readonly<Record<string, BlockContent>>;
}

/** The form that is inserted depends on the place: MJML between components, HTML in HTML, text elsewhere. */
export interface BlockContent {
  readonly mjml?: string;
  readonly html?: string;
  readonly text?: string;
}
