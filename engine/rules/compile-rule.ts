/** Compiles one rule. */

import { compileAction } from '../actions/compile-action.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import { compileCondition } from '../conditions/compile-condition.ts';
import type { ComputedReader } from '../conditions/profile-shape.ts';
import type { RuleDocument } from '../model/documents/rule-document.ts';
import type { RequiredEquality } from '../patterns/compile-pattern.ts';
import { compileDuration } from '../time/compile-duration.ts';
import type { CompiledRule } from './compiled-rule.ts';

/** Throws DocumentInvalidError or PatternInvalidError. */
export function compileRule(document: RuleDocument, order: number, computed: ComputedReader): CompiledRule {
  const name = `rule/${document.id}`;
  const condition =
    document.condition === undefined
      ? undefined
      : compileCondition(document.condition, 'condition', { computed });
  compileDuration(document.limit?.within, 'limit.within', name);
  const source = 'event' in document.trigger ? document.trigger.source : undefined;
  const fromSource: readonly RequiredEquality[] =
    source === undefined ? [] : [{ path: ['source'], values: [source] }];
  return {
    id: document.id,
    origin: `rule:${document.id}`,
    order,
    required: [...fromSource, ...(condition?.required ?? [])],
    ...omitAbsent({ source, condition }),
    priority: document.priority ?? 0,
    actions: document.actions.map((action, index) => compileAction(action, `actions[${index}]`, name)),
    ...omitAbsent({ limit: document.limit }),
  };
}
