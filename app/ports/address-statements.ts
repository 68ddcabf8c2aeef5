/** What people state by links: kept with their address until the bus has accepted it. */
import type { AddressConsent } from '../../engine/model/address-statement.ts';
import type { Channel } from '../../engine/model/channels.ts';
import type { PersonEvent } from '../../engine/model/effects.ts';

export interface LinkStatement {
  readonly channel: Channel;
  /** As messages are addressed. */
  readonly address: string;
  /** Consent keys that are denied from the time of the event on. */
  readonly denied: readonly string[];
  /** Consents of the event that `readStated` returns: pages show them before the profile has them. */
  readonly shown?: Readonly<Record<string, AddressConsent['state']>>;
  /** States it to the person's profile: the same id and content each time that it is reported. */
  readonly event: PersonEvent;
}

export type UnreportedStatement = Omit<LinkStatement, 'denied' | 'shown'>;

export interface UnreportedPage {
  readonly statements: readonly UnreportedStatement[];
  readonly cursor?: string;
}

export interface AddressStatements {
  /**
   * One write: the senders read the denied keys before each call, and the event waits to be reported. Idempotent. False:
   * the person of the address was erased, so the denied keys are kept and the event is not.
   */
  state(statement: LinkStatement): Promise<boolean>;
  /** The latest statement of each consent key that was stored with `shown` for the profile. A consistent read. */
  readStated(
    channel: Channel,
    address: string,
    profileId: string,
  ): Promise<Readonly<Record<string, AddressConsent>>>;
  /** The bus has accepted the event. Idempotent. */
  markReported(statement: UnreportedStatement): Promise<void>;
  /**
   * One page of what was stated before `before` (epoch ms) and is not reported, oldest first. May be a moment old.
   * `partition`: 0 to `unreportedPartitions` - 1.
   */
  listUnreported(partition: number, before: number, cursor: string | undefined): Promise<UnreportedPage>;
}

/** Partitions of the index of unreported statements: while the bus is down, each takes 1,000 statements per second. */
export const unreportedPartitions = 8;
