/** The table does not take a document: this says nothing about the others. */
export class DocumentNotStorableError extends Error {
  readonly code = 'document_not_storable';
  /** `rule/third-order`. */
  readonly document: string;
  constructor(kind: string, id: string, cause: Error) {
    super(`The table does not take ${kind}/${id}: ${cause.message}`, { cause });
    this.name = 'DocumentNotStorableError';
    this.document = `${kind}/${id}`;
  }
}
