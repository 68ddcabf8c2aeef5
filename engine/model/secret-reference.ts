/** Credentials of webhooks: a document names them and never holds them. */

/** The secret is read immediately before the call, and only by the function that makes the call. */
export interface SecretReference {
  /** Name below the stage's path in Parameter Store: letters, digits, dots, hyphens and underscores. */
  readonly secret: string;
  /** Prefix of the value, such as `Bearer `. */
  readonly prefix?: string;
}

/** The text that a header can carry: one line of plain text. */
export const headerTextPattern = /^[\t\x20-\x7e]+$/;

/** A header's value in a document, in the outbox and in the queue. */
export type HeaderValue = string | SecretReference;

export const secretNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
