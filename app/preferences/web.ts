/** Requests and responses of the public pages, as the use cases see them. */

export interface WebRequest {
  /** Upper case. */
  readonly method: string;
  /** Without the query string, as it was sent: `/u/<token>`. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Fields of a form that was posted as `application/x-www-form-urlencoded`; empty for any other body. */
  readonly form: URLSearchParams;
  /** The header of this name, or an empty text. */
  readonly acceptLanguage: string;
  readonly ip?: string;
  readonly userAgent?: string;
  /** The browser loads the page before its user asks for it. */
  readonly isPrefetch?: boolean;
}

export interface WebResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
