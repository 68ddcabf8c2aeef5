/** The contact policy as it is evaluated: texts parsed once, defaults filled in. */
import type { PolicyDocument } from '../model/documents/policy-document.ts';
import { ONE_DAY, type ParsedDuration, parseDuration } from '../time/duration.ts';
import { type CompiledCap, compileCap } from './caps.ts';
import { type CompiledQuietWindow, compileQuietWindow } from './quiet-hours.ts';

export interface CompiledPolicy {
  readonly document: PolicyDocument;
  readonly caps: readonly CompiledCap[];
  readonly quiet: readonly CompiledQuietWindow[];
  readonly quietAction: 'hold' | 'drop';
  /** Undefined: each message is evaluated at once. */
  readonly window?: ParsedDuration;
  /** Undefined: only messages that are being collected reserve allowance. */
  readonly reserve?: ParsedDuration;
  readonly maxHold: ParsedDuration;
}

/** A policy belongs to a program, which lives as long as a process at most. */
const compiled = new WeakMap<PolicyDocument, CompiledPolicy>();

/** Pure, and cheap after the first time. Documents were validated when published: what is unreadable is left out. */
export function compilePolicy(document: PolicyDocument): CompiledPolicy {
  const known = compiled.get(document);
  if (known !== undefined) return known;
  const { caps = [], quietHours, arbitration = {}, maxHold } = document;
  const window = readDuration(arbitration.window);
  const reserve = readDuration(arbitration.reserve);
  const made: CompiledPolicy = {
    document,
    caps: caps.flatMap((cap) => compileCap(cap) ?? []),
    quiet: quietHours?.windows.flatMap((each) => compileQuietWindow(each) ?? []) ?? [],
    quietAction: quietHours?.action ?? 'hold',
    ...(window === undefined ? {} : { window }),
    ...(reserve === undefined ? {} : { reserve }),
    maxHold: (maxHold === undefined ? undefined : parseDuration(maxHold)) ?? ONE_DAY,
  };
  compiled.set(document, made);
  return made;
}

/** Undefined also for no time at all. */
function readDuration(text: string | undefined): ParsedDuration | undefined {
  const duration = text === undefined ? undefined : parseDuration(text);
  return duration === undefined || duration.months + duration.milliseconds === 0 ? undefined : duration;
}
