/** The state of an account is a fold over what touchpoints state of it, independent of their order of arrival. Pure. */
import type { Json } from '../base/json.ts';
import { measureJson } from '../base/measure-json.ts';
import type { AccountStatement } from '../model/account-view.ts';
import { maxTraitLength, maxTraitNameLength } from '../model/limits.ts';
import type { StatedTrait } from '../model/profile.ts';
import { isForbiddenKey } from '../touchpoint/check-content.ts';
import { compareScalars } from '../traits/compare-scalars.ts';
import { dropOldestRemoved, isFull } from '../traits/trait-limits.ts';

export type AccountTraits = Readonly<Record<string, StatedTrait>>;

/** The id is no trait: `account.id` reads the id of the account. */
export const idName = 'id';

/**
 * The latest statement of each trait wins, and of two of one moment the greater value; null removes. The same object when
 * nothing changes. Values beyond the limits of traits are left out.
 */
export function foldAccount(traits: AccountTraits, { traits: stated, at }: AccountStatement): AccountTraits {
  let next: Record<string, StatedTrait> | undefined;
  for (const [name, value] of Object.entries(stated)) {
    if (explainTrait(name, value) !== undefined) continue;
    const present = next ?? traits;
    const known = findTrait(present, name);
    if (known !== undefined && !isLater(value, at, known)) continue;
    if (known === undefined && value !== null && isFull(present, measureJson(value))) continue;
    next ??= { ...traits };
    next[name] = { value, at };
    if (value === null) dropOldestRemoved(next);
  }
  return next ?? traits;
}

/** Why a trait is not kept; undefined = it is. */
export function explainTrait(name: string, value: Json): string | undefined {
  if (name === '' || name.length > maxTraitNameLength || isForbiddenKey(name))
    return `a name has 1 to ${maxTraitNameLength} characters`;
  if (name === idName) return 'this name is of the id of the account';
  return measureJson(value) > maxTraitLength ? `over ${maxTraitLength} characters` : undefined;
}

/** Traits of a statement that were left out because the account has too many, or too long ones. */
export function listLeftOut(traits: AccountTraits, { traits: stated }: AccountStatement): readonly string[] {
  return Object.entries(stated).flatMap(([name, value]) =>
    value !== null && explainTrait(name, value) === undefined && findTrait(traits, name) === undefined
      ? [name]
      : [],
  );
}

function findTrait(traits: AccountTraits, name: string): StatedTrait | undefined {
  return Object.hasOwn(traits, name) ? traits[name] : undefined;
}

function isLater(value: Json, at: number, known: StatedTrait): boolean {
  return at === known.at ? compareScalars(value, known.value) > 0 : at > known.at;
}
