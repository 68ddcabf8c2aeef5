/** The table refused one document. Other documents are not affected. */
export class DocumentNotStorableError extends Error {
  readonly code = 'document_not_storable';
  /** `rule/third-order`. */
  readonly document: string;
  constructor(kind: string, id: string, cause: Error) {
    super(`The table refused ${kind}/${id}: ${cause.message}`, { cause });
    this.name = 'DocumentNotStorableError';
    this.document = `${kind}/${id}`;
  }
}
