/** Asks the contact policy, and makes the message if it says yes. */
import { type Actor, addActorTrace } from '../actions/actor.ts';
import type { SendMessage } from '../effects.ts';
import { maxVariablesLength } from '../limits.ts';
import { measureJson } from '../measure-json.ts';
import { findAddress, normalizeAddress } from '../policy/addresses.ts';
import { admitMessage } from '../policy/admit.ts';
import type { Turn } from '../turn.ts';
import { chooseLocale } from './choose-locale.ts';
import { collectVariables } from './collect-variables.ts';
import type { MessageIntent, MessageResult } from './message-intent.ts';

/** Leaves exactly one trace. */
export function requestMessage(turn: Turn, actor: Actor, intent: MessageIntent): MessageResult {
  const template = turn.program.templates.get(intent.template);
  if (template === undefined) {
    addActorTrace(turn, actor, 'send', 'template_missing', { note: intent.template });
    return 'dropped';
  }
  const { header } = template;
  const { channel } = header;
  const raw = intent.to ?? findAddress(turn.profile, channel);
  const refused = admitMessage(turn.profile, header, raw, turn.program.policy);
  const to = raw === undefined ? undefined : normalizeAddress(channel, raw);
  if (refused !== undefined || to === undefined) {
    addActorTrace(turn, actor, 'send', refused ?? 'no_address', { channel, note: header.id });
    return 'dropped';
  }
  const variables = collectVariables(turn, intent.event, template.variables);
  if (measureJson(variables) > maxVariablesLength) {
    const note = `${header.id}: its values are over ${maxVariablesLength} characters`;
    addActorTrace(turn, actor, 'send', 'value_refused', { channel, note });
    return 'dropped';
  }
  const locale = chooseLocale(turn.profile, intent.event, header.locales);
  const message: SendMessage = {
    kind: 'SendMessage',
    id: intent.id,
    profileId: turn.profile.id,
    channel,
    to,
    class: header.class,
    template: header.id,
    templateRevision: header.revision,
    ...(header.topic === undefined ? {} : { topic: header.topic }),
    ...(locale === undefined ? {} : { locale }),
    variables,
    subject: actor.subject,
    ...(actor.entry === undefined ? {} : { entry: actor.entry }),
    touchpointId: turn.id,
    decidedAt: turn.now,
    ...(intent.expiresAt === undefined ? {} : { expiresAt: intent.expiresAt }),
  };
  turn.effects.push(message);
  addActorTrace(turn, actor, 'send', 'sent_to_channel', { effectId: message.id, channel, note: header.id });
  return 'sent';
}
