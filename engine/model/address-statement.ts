/** What a decision states about an address: kept per address, outside profiles. */
import type { Channel } from './channels.ts';
import type { Consent, Suppression } from './profile.ts';

/** A pending consent is of one person, and states nothing about the address. */
export interface AddressConsent extends Pick<Consent, 'at'> {
  readonly state: 'granted' | 'denied';
}

/** For the address, whichever profile it is on. */
export type AddressStatement = {
  readonly channel: Channel;
  /** Normalized. */
  readonly address: string;
} & (
  | { readonly kind: 'consent'; readonly key: string; readonly consent: AddressConsent }
  | { readonly kind: 'suppressed'; readonly reason: Suppression['reason'] }
  /** A second profile states it. */
  | { readonly kind: 'shared' }
);

/** Longest address for which statements are kept, in characters: far above every mailbox, number and token that exists. */
export const maxAddressLength = 500;
