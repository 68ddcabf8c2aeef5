/** UTM parameters that senders add to the links of messages. */
import type { Channel } from '../channels.ts';

/** Values of a message that a parameter can show: `{{ origin }}` → `campaign:spring`. */
export const utmVariables = ['origin', 'template', 'channel', 'topic'] as const;

export interface UtmPolicy {
  /** Which links: hosts with their subdomains, or `all`. */
  readonly links: 'all' | readonly string[];
  readonly source: string;
  /** Default: `{{ channel }}`. */
  readonly medium?: string;
  /** Default: `{{ origin }}`. */
  readonly campaign?: string;
  /** None when absent. */
  readonly content?: string;
  /** Default: email and push. */
  readonly channels?: readonly Channel[];
}
