/** The part of the policy about fields that only named documents may pass on: health, tax codes, bank accounts. */

export interface SensitiveFieldPolicy {
  /**
   * `profile.traits.<name>`, `event.properties.<name>`, `event.context.<name>` or `account.<name>`, with everything below
   * it. A trait of a profile includes its statement in events.
   */
  readonly path: string;
  /** Labels of the documents that may read it: `template/invoice`. None when absent. */
  readonly allow?: readonly string[];
}

/** Kinds that pass values on to messages, other systems, traits or events. */
export const sensitiveReaders = ['template', 'rule', 'journey', 'trait'] as const;
