/** The initiator of an effect: a rule, an instance of a journey, a campaign. */

import { omitAbsent } from '../base/omit-absent.ts';
import { maxEffectLength } from '../model/limits.ts';
import type { ReasonCode } from '../model/reason-codes.ts';
import type { SenderOptions } from '../model/sender-address.ts';
import type { Trace } from '../model/timeline-entry.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { addTrace, type Turn } from './turn.ts';

/** The event that `event.` paths and patterns read: the touchpoint, or the kept fields of a journey's entry event. */
export type EventView = Partial<
  Pick<Touchpoint, 'id' | 'name' | 'source' | 'type' | 'occurredAt' | 'traits' | 'properties' | 'context'>
>;

export interface Initiator {
  /** `rule:third-order`, `journey:win-back`, `campaign:spring`. */
  readonly origin: string;
  readonly event: EventView | undefined;
  /** Priority of its messages, by default. */
  readonly priority: number;
  /** Of its messages, by default: a journey may state them. */
  readonly senders?: SenderOptions;
  /** Instance of a journey. */
  readonly instanceId?: string;
  /** For journeys: the step it is at, for traces. */
  readonly step?: string;
  readonly version?: number;
  /** For journeys: the path of a split that led here; undefined where none did. */
  findVariant?(): string | undefined;
  /** For journeys with a key: the instance, for traces. */
  readonly key?: string;
  /** Deterministic: deciding again gives the same id. */
  makeId(action: string): string;
}

/** Does one action for an initiator; true when it had an effect, so that its rule counts as fired. */
export type CompiledAction = (turn: Turn, initiator: Initiator) => boolean;

export function addInitiatorTrace(
  turn: Turn,
  { origin, step, version, key }: Initiator,
  action: string,
  reason: ReasonCode,
  more?: Pick<Trace, 'effectId' | 'channel' | 'note' | 'until' | 'cap' | 'touch'>,
): void {
  const place = {
    ...omitAbsent({ step, version }),
    ...traceKey(key),
  };
  addTrace(turn, origin, action, reason, { ...more, ...place });
}

const tracedKeyLength = 64;

/** The part of a trace that names the instance. Shortened, because a decision may leave hundreds of traces. */
export function traceKey(key: string | undefined): { key?: string } {
  return omitAbsent({ key: key === undefined ? undefined : [...key].slice(0, tracedKeyLength).join('') });
}

/** An effect that can never be sent must not enter the outbox: it would block all later ones. */
export function rejectTooLong(turn: Turn, initiator: Initiator, action: 'emit' | 'webhook'): false {
  addInitiatorTrace(turn, initiator, action, 'invalid_value', { note: `over ${maxEffectLength} characters` });
  return false;
}
