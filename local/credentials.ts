/**
 * Access keys of functions: each belongs to one function and its role. `policy:AuthorAccess+OperatorAccess` is a user
 * with these managed policies of the template. All other keys belong to the operator.
 */

import type { Principal } from './service.ts';

const personPrefix = 'policy:';

export class Credentials {
  readonly #owners = new Map<string, Principal>();

  /** The variables that Lambda sets in a function's environment. */
  issue(logicalId: string, roleLogicalId: string): Record<string, string> {
    const key = `ASIALOCAL${String(this.#owners.size + 1).padStart(11, '0')}`;
    this.#owners.set(key, { kind: 'function', logicalId, roleLogicalId });
    return {
      AWS_ACCESS_KEY_ID: key,
      AWS_SECRET_ACCESS_KEY: `secret-of-${logicalId}`,
      AWS_SESSION_TOKEN: `session-of-${logicalId}`,
    };
  }

  find(accessKeyId: string): Principal | undefined {
    if (accessKeyId.startsWith(personPrefix)) {
      return { kind: 'person', policies: accessKeyId.slice(personPrefix.length).split('+') };
    }
    return this.#owners.get(accessKeyId);
  }
}
