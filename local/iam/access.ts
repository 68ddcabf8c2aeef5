/** Authorizes every call by the principal's policies and the resource's; explicit denies win. */

import { type Principal, type Requirement, ServiceError } from '../service.ts';
import { compilePolicy, type PolicyDocument, type Statement } from './statement.ts';
import { compileWildcard, toList } from './wildcard.ts';

/** A principal in IAM's terms: the ARN that resource policies name, and the statements attached to it. */
interface Identity {
  readonly arn: string;
  readonly roleArn: string;
  readonly statements: readonly Statement[];
}

export class Access {
  readonly #accountId: string;
  readonly #roles = new Map<string, { arn: string; statements: Statement[] }>();
  readonly #managed = new Map<string, readonly Statement[]>();
  readonly #resourceStatements: Statement[] = [];
  readonly #decided = new Map<string, boolean>();

  constructor(accountId: string) {
    this.#accountId = accountId;
  }

  addRole(logicalId: string, arn: string): void {
    this.#roles.set(logicalId, { arn, statements: [] });
  }

  /** Logical id of the role with this ARN or name. */
  findRole(arnOrName: string): string | undefined {
    for (const [logicalId, { arn }] of this.#roles) {
      if (arn === arnOrName || arn.endsWith(`/${arnOrName}`)) return logicalId;
    }
    return undefined;
  }

  /** Resources on which roles are allowed an action, as written in their policies. */
  listResources(action: string): string[] {
    const allowed = [...this.#roles.values()].flatMap(({ statements }) =>
      statements.filter((statement) => statement.effect === 'Allow' && statement.actions.includes(action)),
    );
    return [...new Set(allowed.flatMap(({ resources }) => resources))];
  }

  attachPolicy(roleLogicalId: string, document: PolicyDocument): void {
    this.#roles.get(roleLogicalId)?.statements.push(...compilePolicy(document));
    this.#decided.clear();
  }

  /** A managed policy of the template: a user may have it. */
  addManagedPolicy(logicalId: string, document: PolicyDocument): void {
    this.#managed.set(logicalId, compilePolicy(document));
    this.#decided.clear();
  }

  /** Adds a policy that is attached to resources (queue, bucket, bus, function). */
  attachResourcePolicy(document: PolicyDocument): void {
    this.#resourceStatements.push(...compilePolicy(document));
    this.#decided.clear();
  }

  /** Throws an `AccessDeniedException` naming principal, action and resource unless all are allowed. */
  check(principal: Principal, requirements: readonly Requirement[], context?: Requirement['context']): void {
    if (principal.kind === 'person') this.#requirePolicies(principal.policies);
    for (const requirement of requirements) {
      if (!this.isAllowed(principal, requirement, context)) {
        throw new ServiceError(
          'AccessDeniedException',
          403,
          `User: ${this.#describe(principal)} is not authorized to perform: ${requirement.action} ` +
            `on resource: ${requirement.resource} because no policy in the template allows the ` +
            `${requirement.action} action (or one denies it)`,
        );
      }
    }
  }

  #requirePolicies(policies: readonly string[]): void {
    const unknown = policies.find((logicalId) => !this.#managed.has(logicalId));
    if (unknown === undefined) return;
    const known = [...this.#managed.keys()].join(', ');
    const message = `The template has no managed policy "${unknown}". It has ${known}.`;
    throw new ServiceError('UnrecognizedClientException', 403, message);
  }

  /** Whether a role's own policies allow this: used when a service assumes a role. */
  isRoleAllowed(roleLogicalId: string, requirement: Requirement): boolean {
    return this.#isAllowed({ kind: 'function', logicalId: roleLogicalId, roleLogicalId }, requirement);
  }

  /** An operator may do everything except what a resource's policy denies. */
  isAllowed(principal: Principal, requirement: Requirement, context?: Requirement['context']): boolean {
    if (principal.kind !== 'operator') return this.#isAllowed(principal, requirement, context);
    const full = {
      'aws:SecureTransport': 'true',
      'aws:PrincipalArn': `arn:aws:iam::${this.#accountId}:user/operator`,
      ...requirement.context,
      ...context,
    };
    return !this.#resourceStatements.some(
      (statement) =>
        statement.effect === 'Deny' &&
        (statement.principals === '*' || isStar(statement.principals ?? {})) &&
        statement.matches(requirement, full),
    );
  }

  #isAllowed(principal: Principal, requirement: Requirement, extra?: Requirement['context']): boolean {
    const hasContext = requirement.context !== undefined || extra !== undefined;
    const key = hasContext ? '' : `${nameOf(principal)} ${requirement.action} ${requirement.resource}`;
    const decided = key === '' ? undefined : this.#decided.get(key);
    if (decided !== undefined) return decided;
    const identity = this.#identify(principal);
    const context = {
      'aws:SecureTransport': 'true',
      'aws:SourceAccount': this.#accountId,
      'aws:PrincipalArn': identity.roleArn,
      ...requirement.context,
      ...extra,
    };
    const matching = identity.statements.filter((statement) => statement.matches(requirement, context));
    for (const statement of this.#resourceStatements) {
      if (statement.matches(requirement, context) && this.#names(statement, principal, identity)) {
        matching.push(statement);
      }
    }
    const isAllowed =
      matching.every((statement) => statement.effect !== 'Deny') &&
      matching.some((statement) => statement.effect === 'Allow');
    if (key !== '') this.#decided.set(key, isAllowed);
    return isAllowed;
  }

  #identify(principal: Principal): Identity {
    if (principal.kind === 'function') {
      const role = this.#roles.get(principal.roleLogicalId);
      const arn = role?.arn ?? '';
      return { arn: this.#describe(principal), roleArn: arn, statements: role?.statements ?? [] };
    }
    if (principal.kind === 'person') {
      const statements = principal.policies.flatMap((logicalId) => this.#managed.get(logicalId) ?? []);
      const name = principal.policies.join('+');
      const roleArn = `arn:aws:iam::${this.#accountId}:role/${name}`;
      return { arn: this.#describe(principal), roleArn, statements };
    }
    return { arn: nameOf(principal), roleArn: nameOf(principal), statements: [] };
  }

  #names(statement: Statement, principal: Principal, identity: Identity): boolean {
    const { principals } = statement;
    if (principals === '*') return true;
    if (principals === undefined) return false;
    if (principal.kind === 'aws') {
      return toList(principals['Service']).includes(principal.service) || isStar(principals);
    }
    return toList(principals['AWS']).some(
      (named) =>
        named === '*' ||
        named === identity.roleArn ||
        named === this.#accountId ||
        // A statement for the whole account admits only principals whose own policies allow the action; a deny affects all.
        (named === `arn:aws:iam::${this.#accountId}:root` && statement.effect === 'Deny') ||
        compileWildcard(named).test(identity.arn),
    );
  }

  #describe(principal: Principal): string {
    if (principal.kind === 'person') {
      return `arn:aws:sts::${this.#accountId}:assumed-role/${principal.policies.join('+')}/person`;
    }
    if (principal.kind !== 'function') return nameOf(principal);
    const role = (this.#roles.get(principal.roleLogicalId)?.arn ?? '').split('/').at(-1);
    return `arn:aws:sts::${this.#accountId}:assumed-role/${role}/${principal.logicalId}`;
  }
}

function nameOf(principal: Principal): string {
  if (principal.kind === 'function') return `${principal.logicalId}/${principal.roleLogicalId}`;
  if (principal.kind === 'person') return `policy:${principal.policies.join('+')}`;
  return principal.kind === 'aws' ? principal.service : 'operator';
}

function isStar(principals: Readonly<Record<string, string | readonly string[]>>): boolean {
  return toList(principals['AWS']).includes('*');
}
