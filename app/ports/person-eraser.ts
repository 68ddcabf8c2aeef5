/** Removes what is stored of a person, place by place. */
import type { Channel } from '../../engine/model/channels.ts';
import type { MergeRecord } from './merge-store.ts';

interface AddressPlace {
  readonly channel: Channel;
  readonly address: string;
}

/** Items that one request lists. */
export type PersonPlace =
  /** Touchpoints, decisions, messages, copies, counts, states of merges. */
  | { readonly kind: 'timeline'; readonly profileId: string }
  | { readonly kind: 'consents'; readonly profileId: string }
  /** Who looked at the profile. */
  | { readonly kind: 'looks'; readonly profileId: string }
  /** What operators did with an address. */
  | ({ readonly kind: 'statements' } & AddressPlace)
  /** The facts of an address. */
  | ({ readonly kind: 'address' } & AddressPlace)
  /** The claim of a campaign or an answer on an address. */
  | ({ readonly kind: 'claim'; readonly run: string } & AddressPlace)
  | { readonly kind: 'accountEntry'; readonly journey: string; readonly account: string }
  /** The entry of a merge in the list of its day. */
  | ({ readonly kind: 'merge' } & Pick<MergeRecord, 'at' | 'ended'>)
  /** Which address a provider's id of a message belongs to. */
  | { readonly kind: 'receipt'; readonly provider: string; readonly providerId: string }
  /** Where a short link leads. */
  | { readonly kind: 'link'; readonly code: string }
  /** Passages of a device through geofences. */
  | { readonly kind: 'passages'; readonly device: string };

/** An item, as the eraser that listed it names it. */
export interface PersonRow {
  readonly table: string;
  readonly key: string;
}

export interface PersonEraser {
  /** A page of the items of a place. `cursor` absent: there are no more. Consistent. */
  list(
    place: PersonPlace,
    cursor: string | undefined,
  ): Promise<{ readonly rows: readonly PersonRow[]; readonly cursor?: string }>;
  /** Removes up to 25 items; returns those that are left. Repeats change nothing. */
  remove(rows: readonly PersonRow[]): Promise<readonly PersonRow[]>;
}
