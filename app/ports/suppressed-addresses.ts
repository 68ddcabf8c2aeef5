/** The addresses that get no messages: what an operator reads and lifts. The senders read them by the AddressBook. */
import type { Channel } from '../../engine/model/channels.ts';

export interface SuppressedAddress {
  readonly channel: Channel;
  /** Normalized. */
  readonly address: string;
  /** `bounced`, `invalid` or `operator`: no message of any class. `complained`: no promotional one. */
  readonly reasons: readonly string[];
}

export interface SuppressedAddresses {
  /** Removes every suppression of the address. False when there was none. */
  release(channel: Channel, address: string): Promise<boolean>;
  /** One page of a scan of all addresses; most pages of a large stage are empty. */
  list(cursor: string | undefined): Promise<{
    readonly addresses: readonly SuppressedAddress[];
    readonly cursor?: string;
  }>;
}

/** `denied`: the caller may not change the list. `kept`: the provider allows a removal only every 30 days. */
export type ProviderRelease = 'released' | 'absent' | 'denied' | 'kept';

/** The list that a provider keeps itself: it sends nothing to these addresses. */
export interface ProviderSuppressions {
  release(address: string): Promise<ProviderRelease>;
}
