/** Makes the message that the contact policy allowed. */

import { measureJson } from '../base/measure-json.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import type { SendMessage } from '../model/effects.ts';
import type { ContactEntry } from '../model/held-message.ts';
import { maxVariablesLength } from '../model/limits.ts';
import { findZone } from '../policy/find-zone.ts';
import { addDuration } from '../time/duration.ts';
import type { Turn } from '../turn/turn.ts';
import { chooseLocale, findLanguage } from './choose-locale.ts';
import { collectVariables } from './collect-variables.ts';
import { recordContact } from './contact-ledger.ts';
import {
  type AllowedMessage,
  type MessageRequest,
  type MessageResult,
  traceRequest,
} from './message-request.ts';
import { awaitConversion } from './note-conversion.ts';

export interface MadeMessage {
  readonly result: MessageResult;
  /** Undefined when no cap counts it. */
  readonly contact?: ContactEntry;
}

/** Leaves one trace, and what a later evaluation counts. */
export function makeMessage(
  turn: Turn,
  request: MessageRequest,
  { to, devices, alternatives, note }: Omit<AllowedMessage, 'kind'>,
): MadeMessage {
  const { initiator, template, expiresAt, ifQuiet } = request;
  const { header } = template;
  const { event } = initiator;
  const variables = collectVariables(turn, event, template.variables);
  if (measureJson(variables) > maxVariablesLength) {
    traceRequest(turn, request, 'invalid_value', `its values are over ${maxVariablesLength} characters`);
    return { result: 'dropped' };
  }
  const locale = chooseLocale(turn.profile, event, header.locales);
  const message = omitAbsent<SendMessage>({
    kind: 'SendMessage',
    id: request.id,
    profileId: turn.profile.id,
    channel: header.channel,
    to,
    devices,
    alternatives,
    restOf: undefined,
    from: request.from,
    replyTo: request.replyTo,
    class: header.class,
    purpose: header.purpose,
    topic: header.topic,
    template: header.id,
    templateRevision: header.revision,
    locale,
    language: header.isFormatted ? findLanguage(turn.profile, event) : undefined,
    timeZone: header.isFormatted ? findZone(turn.profile, turn.program.policy).zone : undefined,
    variables,
    origin: initiator.origin,
    instanceId: initiator.instanceId,
    step: initiator.step,
    variant: initiator.findVariant?.(),
    touchpointId: request.cause,
    decidedAt: turn.now,
    expiresAt,
    ifQuiet: header.class === 'promotional' ? ifQuiet : undefined,
    maxHold: header.class === 'promotional' ? findHoldLeft(turn, request) : undefined,
    confirms: request.confirms,
    priority: header.class === 'promotional' && request.priority > 0 ? request.priority : undefined,
    // A decision for a person is never one.
    isTest: undefined,
  });
  turn.effects.push(message);
  awaitConversion(turn, message);
  const contact = request.confirms === undefined ? recordContact(turn, header) : undefined;
  traceRequest(turn, request, 'sent_to_channel', note);
  return { result: 'sent', ...omitAbsent({ contact }) };
}

/** Milliseconds; undefined where all of the policy's `maxHold` is left. */
function findHoldLeft({ now, program }: Turn, { deadline }: MessageRequest): number | undefined {
  if (deadline === addDuration(now, program.policy.maxHold)) return undefined;
  return Math.max(0, deadline - now);
}
