/** What a decision states about an address: kept per address, outside profiles. */
import type { Channel } from './channels.ts';
import type { Consent, Suppression } from './profile.ts';

/** A pending consent is of one person, and states nothing about the address. */
export interface AddressConsent extends Pick<Consent, 'at'> {
  readonly state: 'granted' | 'denied';
  /** Of a yes to a topic. */
  readonly confirmed?: true;
}

/** For the address, whichever profile it is on. */
export type AddressStatement = {
  readonly channel: Channel;
  /** Normalized. */
  readonly address: string;
} & (
  | { readonly kind: 'consent'; readonly key: string; readonly consent: AddressConsent }
  /** Of a push address: the profile whose device it is. */
  | { readonly kind: 'holder'; readonly holder: DeviceHolder }
  | { readonly kind: 'suppressed'; readonly reason: Suppression['reason'] | 'operator' }
  /** A second profile states it. */
  | { readonly kind: 'shared' }
  /** A person lists it, or has it beside listed ones. */
  | { readonly kind: 'listed' }
  /** A temporary failure. */
  | { readonly kind: 'softBounce'; readonly bounce: SoftBounce }
  /** The person wrote from it (epoch ms). */
  | { readonly kind: 'heard'; readonly at: number }
  /** A delivery (epoch ms): earlier temporary failures do not count. `forgotten`: reports that may be removed. */
  | { readonly kind: 'delivered'; readonly at: number; readonly forgotten?: readonly string[] }
);

/** The profile that has the device of a push address: the one with the latest statement. */
export interface DeviceHolder {
  readonly profileId: string;
  /** Moment of the statement with which it got the device (epoch ms). */
  readonly at: number;
  /** The profile that had it before. */
  readonly former?: string;
}

/** Of two at one moment, the greater profile id: the order of arrival must not matter. */
export function isLaterHolder(left: DeviceHolder, right: DeviceHolder): boolean {
  return left.at === right.at ? left.profileId > right.profileId : left.at > right.at;
}

/**
 * The moment (epoch ms) of the removal from a former holder. Of two at one moment the greater profile has the device, so
 * its own statement of that moment is not removed.
 */
export function findEnd({ profileId, at }: DeviceHolder, former: string): number {
  return former > profileId ? at - 1 : at;
}

export interface SoftBounce {
  /** Id of the provider's report: a repeat is the same failure. */
  readonly report: string;
  /** Epoch ms. */
  readonly at: number;
  /** The receiving server could not be reached for days (SMTP status 4.4.7). */
  readonly isExpired?: true;
}

/** Longest address for which statements are kept, in characters: far above every mailbox, number and token that exists. */
export const maxAddressLength = 500;

/** The partition of an address: of its facts among the identity keys, and of what operators did with it in the ledger. */
export function nameAddress(channel: string, address: string): string {
  return `address#${channel}#${address}`;
}
