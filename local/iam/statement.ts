/** One IAM policy statement, compiled: whether it matches an action, a resource and the request's context. */

import type { Requirement } from '../service.ts';
import { areConditionsMet, type ConditionBlock } from './conditions.ts';
import { compileWildcard, toList } from './wildcard.ts';

export interface PolicyDocument {
  readonly Statement?: RawStatement | readonly RawStatement[];
}

export interface RawStatement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Principal?: '*' | Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: ConditionBlock;
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly principals: RawStatement['Principal'];
  readonly hasConditions: boolean;
  /** As written; empty for a negated statement. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  matches(requirement: Requirement, context: Requirement['context']): boolean;
}

/** Compiles a policy document's statements; actions compare without regard to case, as in IAM. */
export function compilePolicy(document: PolicyDocument): Statement[] {
  return toList(document.Statement).map(compileStatement);
}

function compileStatement(raw: RawStatement): Statement {
  const actions = compileChoice(raw.Action, raw.NotAction, 'si');
  const resources = compileChoice(raw.Resource, raw.NotResource, 's');
  return {
    effect: raw.Effect,
    principals: raw.Principal,
    hasConditions: raw.Condition !== undefined,
    actions: toList(raw.Action),
    resources: toList(raw.Resource),
    matches: (requirement, context) =>
      actions(requirement.action) &&
      resources(requirement.resource) &&
      (raw.Condition === undefined || areConditionsMet(raw.Condition, context ?? {})),
  };
}

function compileChoice(
  wanted: string | readonly string[] | undefined,
  unwanted: string | readonly string[] | undefined,
  flags: string,
): (text: string) => boolean {
  const patterns = toList(wanted ?? unwanted).map((pattern) => compileWildcard(pattern, flags));
  const matchesAny = (text: string): boolean => patterns.some((pattern) => pattern.test(text));
  if (wanted !== undefined) return matchesAny;
  // A resource policy may omit Resource; then it applies to the resource that it is attached to.
  return unwanted === undefined ? () => true : (text) => !matchesAny(text);
}
