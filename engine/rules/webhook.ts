/** Action `webhook`: an HTTP call to another system, made by its own function later. */
import type { RuleAction } from '../documents.ts';
import type { CallWebhook } from '../effects.ts';
import type { CompiledAction } from '../program.ts';
import { addTrace, makeEffectId } from '../turn.ts';
import { compileValues } from './compile-value.ts';

type WebhookAction = Extract<RuleAction, { webhook: string }>;

export function compileWebhook(action: WebhookAction, path: string): CompiledAction {
  const readBody = compileValues(action.body);
  return (turn, rule) => {
    const effect: CallWebhook = {
      kind: 'CallWebhook',
      id: makeEffectId(turn, rule.subject, path),
      profileId: turn.profile.id,
      subject: rule.subject,
      url: action.webhook,
      method: action.method ?? 'POST',
      headers: action.headers ?? {},
      body: readBody(turn),
      decidedAt: turn.now,
    };
    turn.effects.push(effect);
    addTrace(turn, rule.subject, 'webhook', 'done', { effectId: effect.id });
    return true;
  };
}
