/** Addresses that SES refuses to send to. */

/** Addresses that SES refuses to send to. */
export interface SuppressionList {
  /** One page of the addresses that were added between the two times (epoch ms). */
  list(from: number, to: number, cursor: string | undefined): Promise<SuppressionPage>;
}

export interface SuppressionPage {
  readonly suppressed: readonly {
    readonly address: string;
    readonly reason: 'bounced' | 'complained';
    /** Epoch ms. */
    readonly at: number;
  }[];
  readonly cursor?: string;
}
