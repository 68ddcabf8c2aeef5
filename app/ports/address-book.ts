/** What holds for an address, whichever profile it is on. */
import type { AddressStatement } from '../../engine/model/address-statement.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { AddressRecord } from '../../engine/policy/admit.ts';

/** Consents and suppressions of addresses, on whichever profiles they are. `address`: in its normalized form. */
export interface AddressBook {
  /** Undefined when nothing is stored for it. */
  read(
    channel: Channel,
    address: string,
    options: { readonly consistent: boolean },
  ): Promise<AddressRecord | undefined>;
  /** The latest consent wins; of two with the same timestamp, the no wins. Idempotent. */
  keep(statement: AddressStatement): Promise<void>;
  /**
   * False: another owner (`id`) has claimed the address for the run. A claim is free once it has expired. Times in epoch
   * seconds.
   */
  claim(
    run: string,
    owner: Pick<SendMessage, 'id' | 'channel' | 'to'>,
    expiresAt: number,
    now: number,
  ): Promise<boolean>;
  /** The claim of the address for the run, as stored last; it may have expired. Undefined: none. */
  readClaim(run: string, channel: Channel, address: string): Promise<AddressClaim | undefined>;
}

export interface AddressClaim {
  /** Of its owner. */
  readonly id: string;
  /** Epoch seconds. */
  readonly expiresAt: number;
}
