/** The part of the contact policy that keeps the reputation of the sending domains. */
import type { Channel } from '../channels.ts';
import type { Duration } from './document-base.ts';

export interface DeliverabilityPolicy {
  readonly bounces?: BouncePolicy;
  readonly addresses?: AddressPolicy;
  /** False: no stream is ever paused by itself. */
  readonly breaker?: BreakerPolicy | false;
  /** Domains whose promotional email starts with few messages a day. */
  readonly warmUp?: readonly WarmUp[];
}

/** On day n after the start (UTC), at most `first` × `factor`ⁿ promotional emails go out from the domain. */
export interface WarmUp {
  /** In ASCII. */
  readonly domain: string;
  /** `2026-12-01`. */
  readonly start: string;
  readonly first: number;
  /** 1 to 3. */
  readonly factor: number;
}

/** Promotional email from a domain is paused when its complaints or bounces exceed these. */
export interface BreakerPolicy {
  /** Percent of the emails sent. Default 0.1. */
  readonly complaints?: number;
  /** Percent of the emails sent; hard bounces only. Default 5. */
  readonly bounces?: number;
  /** Sliding window. Default P1D, at most P7D. */
  readonly window?: Duration;
  /** Emails in the window below which nothing is paused. Default 1000. */
  readonly minimum?: number;
}

/** After how many temporary failures in a row, without a delivery between, an address is suppressed. */
export interface BouncePolicy {
  /** A full mailbox, a refusal for now. Default: 5. */
  readonly soft?: BounceLimit;
  /** The receiving server could not be reached until SES gave up (SMTP status 4.4.7); counted apart. Default: 10. */
  readonly expired?: BounceLimit;
}

export interface BounceLimit {
  /** 1 to 20. */
  readonly limit: number;
  /** Older failures do not count; all since the last delivery count when absent. */
  readonly within?: Duration;
}

/** Of a person's devices, those that a push goes to: all, the last used one, or that of each platform. */
export const deviceChoices = ['all', 'last_used', 'one_per_platform'] as const;
export type DeviceChoice = (typeof deviceChoices)[number];

/** Of a person's emails or phone numbers, the one that a message goes to. */
export const addressChoices = ['primary', 'first_usable', 'last_used'] as const;
export type AddressChoice = (typeof addressChoices)[number];

/** Channels of which a person can have several addresses (`listTrait` in engine/channels/channel-definitions.ts). */
export type ListedChannel = Exclude<Channel, 'push'>;
/** Default `primary`: the traits `email` and `phone` alone. */
type AddressChoices = { readonly [Name in ListedChannel]?: AddressChoice };

/** Email addresses that get nothing promotional, and which of a person's addresses and devices get messages. */
export interface AddressPolicy extends AddressChoices {
  /** Default `all`. */
  readonly push?: DeviceChoice;
  /** `abuse@`, `postmaster@`, `noreply@` and the like. Default `refuse`. */
  readonly roles?: 'allow' | 'refuse';
  /** Further local parts that are roles, such as `info`. */
  readonly roleNames?: readonly string[];
  /** Domains of mailboxes that exist for an hour. Default `allow`. */
  readonly disposable?: 'allow' | 'refuse';
  /** Further such domains; their subdomains count too. */
  readonly disposableDomains?: readonly string[];
}
