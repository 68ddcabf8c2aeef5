/** Makes the message that the contact policy let through. */
import { awaitConversion } from '../campaigns/note-conversion.ts';
import type { SendMessage } from '../effects.ts';
import { omitAbsent } from '../every-field.ts';
import { maxVariablesLength } from '../limits.ts';
import { measureJson } from '../measure-json.ts';
import { addDuration } from '../patterns/duration.ts';
import { compilePolicy } from '../policy/compile-policy.ts';
import { noteContact } from '../policy/note-contact.ts';
import { findZone } from '../time/find-zone.ts';
import type { Turn } from '../turn.ts';
import { chooseLocale, findLanguage } from './choose-locale.ts';
import { collectVariables } from './collect-variables.ts';
import type { ContactEntry } from './held-message.ts';
import { traceWish, type Wish } from './wish.ts';

export interface MadeMessage {
  readonly result: 'sent' | 'dropped';
  /** Undefined when no cap counts it. */
  readonly contact?: ContactEntry;
}

/** Leaves one trace, and what a later judgement counts. */
export function makeMessage(turn: Turn, wish: Wish, to: string): MadeMessage {
  const { actor, intent, template, cause } = wish;
  const { header } = template;
  const variables = collectVariables(turn, intent.event, template.variables);
  if (measureJson(variables) > maxVariablesLength) {
    traceWish(turn, wish, 'value_refused', `its values are over ${maxVariablesLength} characters`);
    return { result: 'dropped' };
  }
  const locale = chooseLocale(turn.profile, intent.event, header.locales);
  const message = omitAbsent<SendMessage>({
    kind: 'SendMessage',
    id: intent.id,
    profileId: turn.profile.id,
    channel: header.channel,
    to,
    class: header.class,
    topic: header.topic,
    template: header.id,
    templateRevision: header.revision,
    locale,
    language: header.isFormatted ? findLanguage(turn.profile, intent.event) : undefined,
    timeZone: header.isFormatted ? findZone(turn.profile, turn.program.policy).zone : undefined,
    variables,
    subject: actor.subject,
    entry: actor.entry,
    touchpointId: cause,
    decidedAt: turn.now,
    expiresAt: intent.expiresAt,
    ifQuiet: header.class === 'promotional' ? intent.ifQuiet : undefined,
    maxHold: header.class === 'promotional' ? findHoldLeft(turn, wish) : undefined,
    // A decision for a person is never one.
    isTest: undefined,
  });
  turn.effects.push(message);
  awaitConversion(turn, actor.subject);
  const contact = noteContact(turn, header);
  traceWish(turn, wish, 'sent_to_channel');
  return { result: 'sent', ...(contact === undefined ? {} : { contact }) };
}

/** Milliseconds; undefined where all of the policy's `maxHold` is left. */
function findHoldLeft({ now, program }: Turn, { deadline }: Wish): number | undefined {
  if (deadline === addDuration(now, compilePolicy(program.policy).maxHold)) return undefined;
  return Math.max(0, deadline - now);
}
