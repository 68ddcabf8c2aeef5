/** A live document that cannot be compiled; publishing refuses it before it gets here. */

export class DocumentInvalidError extends Error {
  readonly code = 'document_invalid';
  /** `rule/third-order`. */
  readonly document: string;
  readonly path: string;
  readonly received: string;
  readonly remedy: string;

  constructor(document: string, path: string, received: unknown, remedy: string) {
    const text = JSON.stringify(received) ?? 'nothing';
    const shown = text.length > 200 ? `${text.slice(0, 199)}…` : text;
    super(`${document}, ${path}: received ${shown}. ${remedy}`);
    this.name = 'DocumentInvalidError';
    this.document = document;
    this.path = path;
    this.received = shown;
    this.remedy = remedy;
  }
}
