/** Double opt-in: asks the person by one message to confirm what they just consented to. */

import { isObject } from '../base/json.ts';
import { omitAbsent } from '../base/omit-absent.ts';
import { HOUR } from '../base/time-units.ts';
import { readConsentState } from '../channels/consent-key.ts';
import { findConfirmation } from '../facts/find-confirmation.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import { addDuration } from '../time/duration.ts';
import type { Confirmation } from '../turn/definitions.ts';
import { addInitiatorTrace, type Initiator } from '../turn/initiator.ts';
import { makeEffectId, type Turn } from '../turn/turn.ts';
import { writeRecord } from '../turn/working-profile.ts';
import type { MessageRequest } from './message-request.ts';
import { settleRequest } from './request-message.ts';

const noneGranted = new Set<never>();

/**
 * One message per template, for every key that waits for it: at most one per person and hour, however often a form is
 * posted. A `pending` that the source states itself is the source's to confirm.
 */
export function requestConfirmations(turn: Turn, touchpoint: Touchpoint): void {
  const { profile, program, isLive } = turn;
  const { consent, consentSource } = touchpoint.context;
  if (!isLive || program.purposes.size === 0 || !isObject(consent)) return;
  if (isObject(consentSource) && consentSource['confirmed'] === true) return;
  const asked = new Map<string, Confirmation>();
  for (const [key, value] of Object.entries(consent)) {
    const confirmation = findConfirmation(program, key);
    const isWaiting = readConsentState(value) === 'granted' && profile.consents[key]?.state === 'pending';
    if (confirmation !== undefined && isWaiting) asked.set(confirmation.template, confirmation);
  }
  for (const confirmation of asked.values()) requestOne(turn, touchpoint, confirmation);
}

function requestOne(turn: Turn, touchpoint: Touchpoint, confirmation: Confirmation): void {
  const { profile, program, now } = turn;
  const { template: id, expires } = confirmation;
  const origin = `purpose:${confirmation.purpose}`;
  const initiator: Initiator = {
    origin,
    event: touchpoint,
    priority: 0,
    makeId: (action) => makeEffectId(turn, origin, action),
  };
  // A rule's id has no colon.
  const firing = `confirm:${id}`;
  const [times, lastAt] = profile.ruleFirings[firing] ?? [0, Number.NEGATIVE_INFINITY];
  const template = program.templates.get(id);
  if (template === undefined) {
    addInitiatorTrace(turn, initiator, 'send', 'template_missing', { note: id });
    return;
  }
  const { channel } = template.header;
  if (now < lastAt + HOUR) {
    addInitiatorTrace(turn, initiator, 'send', 'limit_reached', { channel, note: id });
    return;
  }
  const keys = Object.keys(profile.consents).filter(
    (key) => profile.consents[key]?.state === 'pending' && findConfirmation(program, key)?.template === id,
  );
  const expiresAt = addDuration(turn.at, expires);
  const request = omitAbsent<MessageRequest>({
    id: initiator.makeId('confirm'),
    initiator,
    template,
    cause: turn.id,
    requestedAt: now,
    deadline: expiresAt,
    expiresAt,
    notBefore: undefined,
    priority: 0,
    score: 0,
    ifCapped: 'skip',
    ifQuiet: undefined,
    to: undefined,
    from: undefined,
    replyTo: undefined,
    isCollected: false,
    wasHeld: false,
    confirms: { keys, requestedAt: turn.at },
  });
  if (settleRequest(turn, request, noneGranted).result === 'dropped') return;
  writeRecord(turn, 'ruleFirings')[firing] = [times + 1, now];
}
