/** DNS, as receivers of email read it. */

export interface DomainRecords {
  /** The texts of the TXT records; empty when there are none. Throws DnsUnreachableError. */
  readTexts(name: string): Promise<readonly string[]>;
  /** Where a CNAME record points to, without a dot at the end; undefined when there is none. Throws DnsUnreachableError. */
  readAlias(name: string): Promise<string | undefined>;
}

/** The name servers did not answer, or answered with a failure of their own. */
export class DnsUnreachableError extends Error {
  readonly code = 'dns_unreachable';
  /** The name that was looked up. */
  readonly lookup: string;
  /** `ETIMEOUT`, `ESERVFAIL`, ... */
  readonly reason: string;
  readonly remedy = 'Check the network, or name a resolver: --dns 1.1.1.1.';
  constructor(lookup: string, reason: string) {
    super(`The name servers did not answer for ${lookup} (${reason}).`);
    this.name = 'DnsUnreachableError';
    this.lookup = lookup;
    this.reason = reason;
  }
}
