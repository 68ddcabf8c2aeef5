/** Checks of a rule beyond its shape. */
import type { RuleDocument } from '../../model/documents/rule-document.ts';
import type { Finding, PathSegment } from '../problems/problem.ts';
import { checkCondition } from './check-conditions.ts';
import { checkHeaders } from './check-headers.ts';
import { checkScore, checkUrl, checkValues } from './check-values.ts';
import { checkEmitted } from './reserved-names.ts';
import { warnOwnEvents } from './warn-own-events.ts';

export function checkRule(rule: RuleDocument): Finding[] {
  const findings = rule.condition === undefined ? [] : checkCondition(rule.condition, ['condition']);
  rule.actions.forEach((action, index) => {
    const at: PathSegment[] = ['actions', index];
    if ('send' in action) findings.push(...checkScore(action.score, at));
    if ('update' in action) findings.push(...checkValues(action.update.traits, [...at, 'update', 'traits']));
    if ('emit' in action) {
      findings.push(...checkEmitted(action.emit, [...at, 'emit']));
      findings.push(...checkValues(action.properties, [...at, 'properties']));
    }
    if ('webhook' in action) {
      findings.push(...checkUrl(action.webhook, [...at, 'webhook']));
      findings.push(...checkHeaders(action, [...at, 'headers']));
      findings.push(...checkValues(action.body, [...at, 'body']));
    }
  });
  return [...findings, ...warnOwnEvents(rule)];
}
