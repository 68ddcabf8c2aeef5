/** Rules: a trigger, a condition and actions, all at once. */
import type { HeaderValue, SecretReference } from '../secret-reference.ts';
import type { Condition } from './condition.ts';
import type { Conversion, DocumentBase, Duration, MessageOptions, ValueExpression } from './document-base.ts';

export interface RuleDocument extends DocumentBase {
  readonly kind: 'rule';
  readonly trigger: Trigger;
  readonly condition?: Condition;
  readonly actions: readonly RuleAction[];
  /** Of its messages, when several compete: 0 to 1000, 0 when absent. */
  readonly priority?: number;
  /** What its messages are for; the policy's when absent. */
  readonly conversion?: Conversion;
  /** Fires at most `times` per person, lifetime or per sliding `within`. */
  readonly limit?: { readonly times: number; readonly within?: Duration };
}

export type Trigger =
  | { readonly event: string | readonly string[]; readonly source?: string }
  | { readonly segment: string; readonly on: 'entered' | 'left' };

export type RuleAction =
  | ({ readonly send: string } & MessageOptions)
  | { readonly update: { readonly traits: Readonly<Record<string, ValueExpression>> } }
  | { readonly emit: string; readonly properties?: Readonly<Record<string, ValueExpression>> }
  | {
      readonly webhook: string;
      readonly method?: 'POST' | 'PUT';
      readonly headers?: Readonly<Record<string, HeaderValue>>;
      readonly sign?: Pick<SecretReference, 'secret'>;
      readonly body?: Readonly<Record<string, ValueExpression>>;
    };
