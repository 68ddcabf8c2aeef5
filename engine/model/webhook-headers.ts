/** Headers of webhooks that a document cannot set. */

/** The call sets them itself, or they would change the kind of request. All names here are in lower case. */
export const callHeaders: ReadonlySet<string> = new Set([
  'content-type',
  'content-length',
  'host',
  'connection',
  'transfer-encoding',
  'idempotency-key',
  'user-agent',
]);

/** The signature sets them, where a webhook has one. */
export const signatureHeaders: ReadonlySet<string> = new Set([
  'webhook-id',
  'webhook-timestamp',
  'webhook-signature',
]);
