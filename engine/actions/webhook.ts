/** Action `webhook`: an HTTP call to another system, made by its own function later. */

import { measureJson } from '../base/measure-json.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import type { ValueExpression } from '../model/documents/document-base.ts';
import type { CallWebhook } from '../model/effects.ts';
import { maxEffectLength } from '../model/limits.ts';
import type { HeaderValue, SecretReference } from '../model/secret-reference.ts';
import type { CompiledAction } from '../turn/initiator.ts';
import { addInitiatorTrace, rejectTooLong } from '../turn/initiator.ts';
import { compileValues } from '../values/compile-value.ts';

interface WebhookCall {
  readonly url: string;
  readonly method?: 'POST' | 'PUT' | undefined;
  readonly headers?: Readonly<Record<string, HeaderValue>> | undefined;
  readonly sign?: Pick<SecretReference, 'secret'> | undefined;
  readonly body?: Readonly<Record<string, ValueExpression>> | undefined;
}

export function compileWebhook(call: WebhookCall, path: string): CompiledAction {
  const readBody = compileValues(call.body);
  return (turn, initiator) => {
    const body = readBody(turn, initiator.event);
    if (measureJson(body) > maxEffectLength) return rejectTooLong(turn, initiator, 'webhook');
    const effect: CallWebhook = {
      kind: 'CallWebhook',
      id: initiator.makeId(path),
      profileId: turn.profile.id,
      origin: initiator.origin,
      url: call.url,
      method: call.method ?? 'POST',
      headers: call.headers ?? {},
      ...omitAbsent({ sign: call.sign }),
      body,
      decidedAt: turn.now,
    };
    turn.effects.push(effect);
    addInitiatorTrace(turn, initiator, 'webhook', 'done', { effectId: effect.id });
    return true;
  };
}
