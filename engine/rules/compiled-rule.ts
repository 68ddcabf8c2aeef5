/** Compiled rules, and the part of the program that they read. */
import type { CompiledCondition } from '../conditions/condition.ts';
import type { RuleDocument } from '../model/documents/rule-document.ts';
import type { EqualityIndex, Indexed } from '../patterns/equality-index.ts';
import type { Definitions, TraitPlan } from '../turn/definitions.ts';
import type { CompiledAction } from '../turn/initiator.ts';
import type { Turn } from '../turn/turn.ts';

export interface CompiledRule extends Indexed {
  readonly id: string;
  /** `rule:<id>`. */
  readonly origin: string;
  readonly source?: string;
  readonly condition?: CompiledCondition;
  readonly priority: number;
  readonly actions: readonly CompiledAction[];
  readonly limit?: NonNullable<RuleDocument['limit']>;
}

export interface RuleProgram extends Definitions {
  readonly plans: ReadonlyMap<string, RulePlan>;
  /** Rules triggered by entering and leaving, by segment id. */
  readonly onEntered: ReadonlyMap<string, readonly CompiledRule[]>;
  readonly onLeft: ReadonlyMap<string, readonly CompiledRule[]>;
}

export interface RulePlan extends TraitPlan {
  readonly rules: EqualityIndex<CompiledRule>;
  readonly hasRules: boolean;
}

export type RuleTurn = Turn<RuleProgram>;
