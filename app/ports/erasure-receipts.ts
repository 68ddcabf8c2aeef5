/** What proves an erasure. A receipt names no person: profile ids are random. */
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { PersonPlace } from './person-eraser.ts';

/** What an erasure has found before it removed anything. It is personal data, and removed with the last step. */
export interface ErasurePlan {
  /** Marked as erased, and removed. */
  readonly keys: readonly IdentityKey[];
  readonly places: readonly PersonPlace[];
  /** Keys of a person whom a process has created again: removed, and not marked. */
  readonly unbound?: readonly IdentityKey[];
  /** Keys that another person stated too, with the profile that they lead to from now on. They are not marked. */
  readonly passedOn?: readonly { readonly key: IdentityKey; readonly to: string }[];
  /** Absent in plans of earlier versions: every day. */
  readonly lake?: LakeDays;
}

/** Days of the lake that have rows of the person, as far as the timeline knows. */
export interface LakeDays {
  /** `2026-11-24`, UTC: of touchpoints, decisions and merges. */
  readonly days: readonly string[];
  /** Outcomes of messages are of this day, or later. */
  readonly messagesFrom?: string;
  /** The timeline has lost rows that the lake has, by the undo of an import. */
  readonly isWhole?: true;
}

export interface ErasureReceipt {
  /** The id of the profile that stayed. */
  readonly id: string;
  /** Epoch ms. */
  readonly requestedAt: number;
  /** The ARN of the operator. */
  readonly requestedBy: string;
  /** That profile, and those that had ended in it. */
  readonly profileIds: readonly string[];
  /** Items that were removed, by the kind of their place; `identities` for keys, `profiles` for profiles. */
  readonly removed: Readonly<Record<string, number>>;
  /** When the first pass ended (epoch ms): until then, items of the person can be there. */
  readonly firstPassAt?: number;
  /** When the second pass ended (epoch ms): nothing of the person is in the tables. */
  readonly secondPassAt?: number;
  /** When the sweep of the stores of the stage ended (epoch ms). */
  readonly completedAt?: number;
  /** What operators have lifted, with the number of ids: the receipt has no id. */
  readonly lifted?: readonly LiftedIds[];
  /** Absent once it is complete. */
  readonly plan?: ErasurePlan;
}

export interface LiftedIds {
  /** Epoch ms. */
  readonly at: number;
  /** The ARN of the operator. */
  readonly by: string;
  readonly reason: string;
  readonly ids: number;
}

export interface ErasureReceipts {
  /** False: there is one with this id. */
  begin(receipt: ErasureReceipt): Promise<boolean>;
  read(id: string): Promise<ErasureReceipt | undefined>;
  /** Replaces the one with this id. */
  save(receipt: ErasureReceipt): Promise<void>;
  /** Oldest first by id, which begins with the moment at which the profile was created. */
  list(
    cursor: string | undefined,
  ): Promise<{ readonly receipts: readonly ErasureReceipt[]; readonly cursor?: string }>;
}
