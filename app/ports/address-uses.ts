/** When people last used their addresses: kept with the address, for the policy `last_used`. */
import type { Channel } from '../../engine/model/channels.ts';

/** An open or a click of a person in a message to the address. */
export interface AddressUse {
  readonly channel: Channel;
  /** Normalized. */
  readonly address: string;
  /** Epoch ms; absent: nothing but what is withdrawn. */
  readonly at?: number;
  /** Earlier uses (epoch ms) that turned out to be a machine's. */
  readonly withdrawn?: readonly number[];
}

export interface AddressUses {
  /** The latest use is kept, unless it is withdrawn: then this one replaces it. One write. Idempotent. */
  keepUse(use: AddressUse): Promise<void>;
}
