/** What a decision states about an address: kept per address, outside profiles. */
import type { Channel } from './channels.ts';
import type { Consent, Suppression } from './profile.ts';

/** For the address, whichever profile it is on. */
export type AddressStatement = {
  readonly channel: Channel;
  /** In its one form. */
  readonly address: string;
} & (
  | { readonly kind: 'consent'; readonly key: string; readonly consent: Consent }
  | { readonly kind: 'suppressed'; readonly reason: Suppression['reason'] }
  /** A second profile states it. */
  | { readonly kind: 'shared' }
);

/** Characters of an address that something is kept of: far above every mailbox, number and token there is. */
export const maxAddressLength = 500;
