/**
 * `/`: a person enters an email address and is sent a link to the preference centre. The response is the same for every
 * well-formed address, after the same calls: neither its content nor its time shows whether the address is known.
 */
import { createHash } from 'node:crypto';
import { HOUR } from '../../engine/base/time-units.ts';
import { normalizeEmail } from '../../engine/channels/normal-forms.ts';
import type { EmitEvent } from '../../engine/model/effects.ts';
import type { IdentityKey } from '../../engine/model/touchpoint.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import { redirectToResult } from './answer-form.ts';
import type { LinkRequest } from './link-request.ts';
import { askAddress, showRequested } from './pages/entry-page.ts';
import { answerPage, resultField } from './pages/page.ts';
import type { WebResponse } from './web.ts';

export interface ServeEntryPorts {
  readonly identities: Pick<IdentityStore, 'find'>;
  readonly events: EventBus;
  /** The same bus; no event that is put by it comes to a profile. */
  readonly notices: EventBus;
}

export async function serveEntry(
  { request, telemetry, now, page }: Omit<LinkRequest, 'token'>,
  { identities, events, notices }: ServeEntryPorts,
): Promise<WebResponse> {
  const context = await page(undefined);
  if (request.method !== 'POST') {
    const isRequested = request.query.get(resultField) === requested;
    return answerPage(context, isRequested ? showRequested(context) : askAddress(context));
  }
  const address = normalizeEmail(request.form.get('email') ?? '');
  if (address === undefined) return answerPage(context, askAddress(context, { isInvalid: true }), 422);
  const profileId = await findProfile(identities, { type: 'email', value: address });
  const refused =
    profileId === undefined
      ? await notices.put([makeNotice(now)])
      : await events.put([makeEvent(profileId, address, now)]);
  telemetry.count(refused.length === 0 ? 'LinkFormsPosted' : 'LinkFormsRefused');
  return redirectToResult(request, requested);
}

/** The result of the form, for every address: it says nothing that is not on the page without it. */
const requested = 'requested';

/** An email address leads to its profile at once, or by stronger keys: another address, an anonymous id, a user id. */
const readings = 4;

/** With the same number of calls for every address: `findOwner` stops at the profile. */
async function findProfile(
  identities: Pick<IdentityStore, 'find'>,
  key: IdentityKey,
): Promise<string | undefined> {
  let [next, profileId]: [IdentityKey, string | undefined] = [key, undefined];
  for (let reading = 0; reading < readings; reading += 1) {
    const [binding] = await identities.find([next], { consistent: false });
    if (binding === undefined) continue;
    if ('sameAs' in binding) next = binding.sameAs;
    else profileId = binding.profileId;
  }
  return profileId;
}

/** For an address that no profile has. It says nothing about the address. */
function makeNotice(now: number): EmitEvent {
  return {
    kind: 'EmitEvent',
    id: `link-request:${now}`,
    profileId: 'none',
    name: 'Preferences Link Not Sent',
    properties: {},
    occurredAt: now,
  };
}

/** Its id is the same within an hour, so that the profile counts it once: a form can be posted any number of times. */
function makeEvent(profileId: string, address: string, now: number): EmitEvent {
  const hour = Math.floor(now / HOUR);
  const hash = createHash('sha256')
    .update(JSON.stringify([profileId, address, hour]))
    .digest('hex');
  return {
    kind: 'EmitEvent',
    id: `link-request:${hash.slice(0, 32)}`,
    profileId,
    name: 'Preferences Link Requested',
    properties: {},
    // Also the same: an event with this id and another content would be another event.
    occurredAt: hour * HOUR,
  };
}
