/** A bus with its rules, their targets, and its archives. */
import type { TargetInput } from './input.ts';

export interface Bus {
  readonly name: string;
  readonly arn: string;
  readonly rules: Rule[];
  readonly archives: Archive[];
}

export interface Rule {
  readonly name: string;
  readonly arn: string;
  /** Absent for a rule that only has a schedule, or is disabled. */
  readonly matches: ((event: unknown) => boolean) | undefined;
  readonly targets: readonly Target[];
  readonly description: Readonly<Record<string, unknown>>;
}

export interface Target extends TargetInput {
  readonly Id: string;
  readonly Arn: string;
  readonly RoleArn?: string;
  readonly DeadLetterConfig?: { readonly Arn?: string };
  readonly RetryPolicy?: {
    readonly MaximumRetryAttempts?: number;
    readonly MaximumEventAgeInSeconds?: number;
  };
}

export interface Archive {
  readonly name: string;
  readonly busArn: string;
  readonly matches: (event: unknown) => boolean;
  count: number;
}
