/** Stated traits: the latest statement wins, in any order of arrival; null removes. */

import type { Json } from '../base/json.ts';
import { measureJson } from '../base/measure-json.ts';
import { trimStated } from '../channels/addresses.ts';
import { maxStatedTraits, maxTraitLength, maxTraitNameLength } from '../model/limits.ts';
import type { StatedTrait } from '../model/profile.ts';
import { isPause, pauseForm, pauseTrait } from '../policy/contact-preferences.ts';
import { isForbiddenKey } from '../touchpoint/check-content.ts';
import { compareScalars } from '../traits/compare-scalars.ts';
import { dropOldestRemoved, isFull } from '../traits/trait-limits.ts';
import { addTrace, type Turn, touchField } from '../turn/turn.ts';
import { writeRecord } from '../turn/working-profile.ts';
import { isTrusted } from './guard-addresses.ts';
import type { Speaker } from './person-sessions.ts';

/** Two statements of the same moment: the greater value wins, so that any order has the same result. */
export function applyStatedTraits(turn: Turn, speaker: Speaker): void {
  const traits = turn.touchpoint?.traits;
  if (traits === undefined) return;
  for (const name in traits) {
    const value = traits[name];
    if (value !== undefined && isTrusted(turn, name, value, speaker))
      stateTrait(turn, name, value, 'greater');
  }
}

/**
 * Keeps one statement made at `turn.at`. `tie: 'later'`: it replaces one of the same moment (a rule's update follows
 * its cause). False and a trace when it is refused; true also when a later statement stays in force.
 */
export function stateTrait(
  turn: Turn,
  name: string,
  stated: Json,
  tie: 'greater' | 'later',
  decider = { origin: `trait:${name.slice(0, 40)}`, action: 'keep' },
): boolean {
  const value = trimStated(name, stated);
  const known = findStated(turn.profile.traits, name);
  if (known !== undefined && !wins(value, turn.at, known, tie)) return true;
  if (name === '' || name.length > maxTraitNameLength || isForbiddenKey(name)) {
    return rejectTrait(turn, decider, 'invalid_value', `a name has 1 to ${maxTraitNameLength} characters`);
  }
  if (name === pauseTrait && !isPause(value)) return rejectTrait(turn, decider, 'invalid_value', pauseForm);
  const length = measureJson(value);
  if (length > maxTraitLength)
    return rejectTrait(turn, decider, 'invalid_value', `over ${maxTraitLength} characters`);
  if (known === undefined && value !== null && isFull(turn.profile.traits, length)) {
    return rejectTrait(turn, decider, 'profile_limit_reached', `${maxStatedTraits} traits`);
  }
  const traits = writeRecord(turn, 'traits');
  traits[name] = { value, at: turn.at };
  if (value === null) dropOldestRemoved(traits);
  touchField(turn, `traits.${name}`);
  return true;
}

function findStated(traits: Readonly<Record<string, StatedTrait>>, name: string): StatedTrait | undefined {
  return Object.hasOwn(traits, name) ? traits[name] : undefined;
}

function wins(value: Json, at: number, known: StatedTrait, tie: 'greater' | 'later'): boolean {
  if (at !== known.at) return at > known.at;
  const order = compareScalars(value, known.value);
  return tie === 'later' ? order !== 0 : order > 0;
}

function rejectTrait(
  turn: Turn,
  decider: { readonly origin: string; readonly action: string },
  reason: 'invalid_value' | 'profile_limit_reached',
  note: string,
): false {
  addTrace(turn, decider.origin, decider.action, reason, { note });
  return false;
}
