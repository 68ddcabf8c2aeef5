/** Action `send`: one message on the template's channel, if the contact policy admits it. */
import type { RuleAction } from '../documents.ts';
import type { SendMessage } from '../effects.ts';
import { maxVariablesLength } from '../limits.ts';
import { measureJson } from '../measure-json.ts';
import { type ParsedDuration, shiftByDuration } from '../patterns/duration.ts';
import { findAddress, normalizeAddress } from '../policy/addresses.ts';
import { admitMessage } from '../policy/admit.ts';
import type { CompiledAction, CompiledRule } from '../program.ts';
import { addTrace, makeEffectId, type Turn } from '../turn.ts';
import { chooseLocale } from './choose-locale.ts';
import { collectVariables } from './collect-variables.ts';
import { compileDuration } from './compile-duration.ts';

type SendAction = Extract<RuleAction, { send: string }>;

/** Throws DocumentInvalidError. */
export function compileSend(action: SendAction, path: string, document: string): CompiledAction {
  const expiresAfter = compileDuration(action.expiresAfter, `${path}.expiresAfter`, document);
  return (turn, rule) => send(turn, rule, action, path, expiresAfter);
}

function send(
  turn: Turn,
  rule: CompiledRule,
  action: SendAction,
  path: string,
  expiresAfter: ParsedDuration | undefined,
): boolean {
  const template = turn.program.templates.get(action.send);
  if (template === undefined) {
    addTrace(turn, rule.subject, 'send', 'template_missing', { note: action.send });
    return false;
  }
  const { header } = template;
  const { channel } = header;
  const raw = action.to ?? findAddress(turn.profile, channel);
  const refused = admitMessage(turn.profile, header, raw, turn.program.policy);
  const to = raw === undefined ? undefined : normalizeAddress(channel, raw);
  if (refused !== undefined || to === undefined) {
    addTrace(turn, rule.subject, 'send', refused ?? 'no_address', { channel, note: header.id });
    return false;
  }
  const variables = collectVariables(turn, template.variables);
  if (measureJson(variables) > maxVariablesLength) {
    const note = `${header.id}: its values are over ${maxVariablesLength} characters`;
    addTrace(turn, rule.subject, 'send', 'value_refused', { channel, note });
    return false;
  }
  const locale = chooseLocale(turn.profile, turn.touchpoint, header.locales);
  const message: SendMessage = {
    kind: 'SendMessage',
    id: makeEffectId(turn, rule.subject, path),
    profileId: turn.profile.id,
    channel,
    to,
    class: header.class,
    template: header.id,
    templateRevision: header.revision,
    ...(locale === undefined ? {} : { locale }),
    variables,
    subject: rule.subject,
    touchpointId: turn.id,
    decidedAt: turn.now,
    ...(expiresAfter === undefined ? {} : { expiresAt: shiftByDuration(turn.now, expiresAfter, 1) }),
  };
  turn.effects.push(message);
  addTrace(turn, rule.subject, 'send', 'sent_to_channel', { effectId: message.id, channel, note: header.id });
  return true;
}
