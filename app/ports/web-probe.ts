/** A request to a public page, without cookies, which follows no redirect. */

export type ProbeAnswer =
  | { readonly outcome: 'answered'; readonly status: number }
  /** `reason`: the code of the network error, such as `ECONNREFUSED`, `CERT_HAS_EXPIRED` or `TimeoutError`. */
  | { readonly outcome: 'unreachable'; readonly reason: string };

export interface WebProbe {
  get(url: string): Promise<ProbeAnswer>;
  /** A form, as mail providers post it (RFC 8058). */
  post(url: string, body: string): Promise<ProbeAnswer>;
}
