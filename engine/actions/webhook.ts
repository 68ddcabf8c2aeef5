/** Action `webhook`: an HTTP call to another system, made by its own function later. */
import type { ValueExpression } from '../documents.ts';
import type { CallWebhook } from '../effects.ts';
import { maxEffectLength } from '../limits.ts';
import { measureJson } from '../measure-json.ts';
import type { HeaderValue, SecretReference } from '../secret-reference.ts';
import { addActorTrace, refuseLength } from './actor.ts';
import type { CompiledAction } from './compile-action.ts';
import { compileValues } from './compile-value.ts';

interface WebhookCall {
  readonly url: string;
  readonly method?: 'POST' | 'PUT' | undefined;
  readonly headers?: Readonly<Record<string, HeaderValue>> | undefined;
  readonly sign?: Pick<SecretReference, 'secret'> | undefined;
  readonly body?: Readonly<Record<string, ValueExpression>> | undefined;
}

export function compileWebhook(call: WebhookCall, path: string): CompiledAction {
  const readBody = compileValues(call.body);
  return (turn, actor) => {
    const body = readBody(turn, actor.event);
    if (measureJson(body) > maxEffectLength) return refuseLength(turn, actor, 'webhook');
    const effect: CallWebhook = {
      kind: 'CallWebhook',
      id: actor.makeId(path),
      profileId: turn.profile.id,
      subject: actor.subject,
      url: call.url,
      method: call.method ?? 'POST',
      headers: call.headers ?? {},
      ...(call.sign === undefined ? {} : { sign: call.sign }),
      body,
      decidedAt: turn.now,
    };
    turn.effects.push(effect);
    addActorTrace(turn, actor, 'webhook', 'done', { effectId: effect.id });
    return true;
  };
}
