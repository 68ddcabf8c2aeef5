/** Connected content: JSON that the sender reads from another system right before it renders a template. */
import type { JsonObject } from '../../base/json.ts';

export interface TemplateFetch {
  /** The template reads `content.<name>`. */
  readonly name: string;
  /** Liquid only in the values of its query. */
  readonly url: string;
  /** Seconds for which a process uses an answer again. Default 60. */
  readonly cache?: number;
  /** Seconds for each attempt. Default 2. */
  readonly timeout?: number;
  /** Further attempts after a temporary failure. Default 1. */
  readonly retries?: number;
  /** `abort` (default): the message is not sent. */
  readonly onFailure?: 'abort' | 'fallback';
  readonly fallback?: JsonObject;
}
