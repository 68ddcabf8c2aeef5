/** Checks of the contact policy's part about identifiers beyond its shape. */
import { accountKind, deviceKind } from '../../identity/identity-rules.ts';
import type { IdentifierPolicy, IdentityPolicy } from '../../model/documents/identity-policy.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';

/** Kinds whose values have a normal form of their own. */
const ownForms: readonly string[] = ['email', 'phone', deviceKind];
const builtIn: readonly string[] = ['anonymousId', ...ownForms];

export function checkIdentity({ priority = [], kinds = {} }: IdentityPolicy = {}): Finding[] {
  return [
    ...Object.entries(kinds).flatMap(([kind, policy]) => checkKind(kind, policy)),
    ...priority.flatMap((kind, index) => checkPriority(kind, index, priority, kinds)),
  ];
}

function checkKind(kind: string, policy: IdentifierPolicy): Finding[] {
  const explain = (field: keyof IdentifierPolicy, remedy: string): Finding[] =>
    policy[field] === undefined ? [] : [createFinding(['kinds', kind, field], policy[field], remedy)];
  const asUser = `A profile has one userId, which selects it: remove this, or use another kind of id.`;
  return [
    ...(kind === 'userId'
      ? [...explain('unique', asUser), ...explain('max', asUser), ...explain('ofTwoUsers', asUser)]
      : []),
    ...(kind === accountKind
      ? (['normalize', 'unique', 'ofTwoUsers', 'max'] as const).flatMap((field) =>
          explain(field, 'Ids of accounts have only "never" and "allow": remove this.'),
        )
      : []),
    ...(kind !== 'userId' && kind !== accountKind && !isUnique(kind, policy)
      ? explain('ofTwoUsers', 'Ids of this kind belong to no user: set "unique: true", or remove this.')
      : []),
    ...(ownForms.includes(kind)
      ? explain('normalize', `Values of "${kind}" have a form of their own: remove "normalize".`)
      : []),
    ...(kind === 'phone' ? [] : explain('phonePrefix', 'Only phones have a calling code: remove it here.')),
    ...(policy.never ?? []).flatMap((value, index) =>
      /^[*\s]+$/.test(value)
        ? [
            createFinding(
              ['kinds', kind, 'never', index],
              value,
              'This matches every value: write more than stars.',
            ),
          ]
        : [],
    ),
  ];
}

function checkPriority(
  kind: string,
  index: number,
  priority: readonly string[],
  kinds: NonNullable<IdentityPolicy['kinds']>,
): Finding[] {
  const explain = (remedy: string) => [createFinding(['priority', index], kind, remedy)];
  if (kind === 'userId') return explain('The userId is always first: list the other kinds.');
  if (kind === accountKind) return explain('The id of an account selects no profile: remove it here.');
  if (priority.indexOf(kind) < index) return explain('The kind is listed before: keep one of the two.');
  const isKnown = builtIn.includes(kind) || Object.hasOwn(kinds, kind);
  if (!isKnown) return explain(`No kind "${kind}" is declared: add it to "kinds", such as "${kind}: {}".`);
  return isUnique(kind, Object.hasOwn(kinds, kind) ? kinds[kind] : undefined)
    ? []
    : explain('Ids of this kind select no profile: set "unique: true", or remove it here.');
}

function isUnique(kind: string, { unique }: IdentifierPolicy = {}): boolean {
  return unique ?? kind !== deviceKind;
}

function createFinding(path: readonly PathSegment[], received: unknown, remedy: string): Finding {
  return { segments: ['identity', ...path], received, remedy, code: 'wrong_value' };
}
