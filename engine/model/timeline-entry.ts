/** The timeline's record of a decision: one entry per touchpoint, with a trace and one reason for each thing it caused. */
import type { Json } from '../base/json.ts';
import type { FrequencyCap } from './documents/policy-document.ts';
import type { ReasonCode } from './reason-codes.ts';
import type { TouchContent } from './touch.ts';
import type { Touchpoint } from './touchpoint.ts';

/** What limits a message: until when, and by which cap. */
export interface MessageLimit {
  /** When it is evaluated again, or the limit no longer applies (epoch ms). Of `quiet_hours`, they may end later. */
  readonly until?: number;
  readonly cap?: CapState;
  /** The address is on the opt-out list of the provider. */
  readonly isListed?: true;
}

/** A cap that is full, as it was published. */
export interface CapState extends FrequencyCap {
  /** Id of the policy. */
  readonly policy: string;
  /** Id of the frequency that the person chose, where the cap is that choice (`contact_frequency`). */
  readonly frequency?: string;
  /** Messages that it counted. */
  readonly used: number;
}

/** One decision: who decided (`rule:x`, `segment:y`, `trait:z`), the result, and the one reason. */
export interface Trace extends MessageLimit {
  readonly origin: string;
  /** `send`, `update`, `emit`, `webhook`, `enter`, `leave`, `keep` ... */
  readonly action: string;
  readonly reason: ReasonCode;
  /** The effect's id, where one was made. */
  readonly effectId?: string;
  readonly channel?: string;
  /**
   * Of a conversion: the share of the event's credit that the message gets, in hundredths; negative if it loses some to
   * an earlier event; absent = none.
   */
  readonly credit?: number;
  /** Of a conversion and of a refused message: what it is also counted by. */
  readonly touch?: Omit<TouchContent, 'step'>;
  /** Short, free of personal data: a template id, a path. */
  readonly note?: string;
  /** Of journeys: the step, and the version of the graph. */
  readonly step?: string;
  readonly version?: number;
  /**
   * Of journeys with a key: the value that identifies the instance, as in the position, at most 64 characters of it.
   * It is the business's data: it is stored only with the person and is never logged.
   */
  readonly key?: string;
}

/** One touchpoint (or one timer wake-up) and the decisions it caused. */
export interface TimelineEntry {
  readonly profileId: string;
  readonly touchpointId: string;
  readonly name: string;
  readonly source: string;
  /** Epoch milliseconds; with `touchpointId` the entry's key. */
  readonly occurredAt: number;
  readonly receivedAt: number;
  /** Profile version that decided it. Absent where that is not known. */
  readonly version?: number;
  /** Place among the entries of that version; absent = 0. */
  readonly position?: number;
  readonly traces: readonly Trace[];
  /** Absent for wake-ups and for entries healed from an outbox. */
  readonly touchpoint?: Touchpoint;
  /** Of a row of an import: the traits that it replaced, as they were. An undo restores them. */
  readonly previous?: Readonly<Record<string, { readonly value: Json; readonly at: number }>>;
}

/**
 * True for a touchpoint, false for a turn that time, a campaign, a backfill, a merge or a publication caused: decide.ts makes
 * their ids.
 */
export function isTouchpointEntry({ source, touchpointId }: TimelineEntry): boolean {
  return (
    source !== 'percorso' || !/^(?:wake|due|campaign|backfill|definitions|(?:un)?merge):/.test(touchpointId)
  );
}
