/**
 * `/`: a person enters an email address and is sent a link to the preference centre. The response is the same for every
 * well-formed address, so it does not show whether the address is known.
 */
import { createHash } from 'node:crypto';
import { HOUR } from '../../engine/base/time-units.ts';
import { normalizeEmail } from '../../engine/channels/normal-forms.ts';
import type { EmitEvent } from '../../engine/model/effects.ts';
import { findOwner } from '../identity/find-owner.ts';
import type { EventBus } from '../ports/event-bus.ts';
import type { IdentityStore } from '../ports/identity-store.ts';
import type { LinkRequest } from './link-request.ts';
import { askAddress, showRequested } from './pages/entry-page.ts';
import { answerPage } from './pages/page.ts';
import type { WebResponse } from './web.ts';

export interface ServeEntryPorts {
  readonly identities: Pick<IdentityStore, 'find'>;
  readonly events: EventBus;
}

export async function serveEntry(
  { request, telemetry, now, page }: Omit<LinkRequest, 'token'>,
  { identities, events }: ServeEntryPorts,
): Promise<WebResponse> {
  const context = await page(undefined);
  if (request.method !== 'POST') return answerPage(context, askAddress(context));
  const address = normalizeEmail(request.form.get('email') ?? '');
  if (address === undefined) return answerPage(context, askAddress(context, { isInvalid: true }), 422);
  const profileId = await findOwner(identities, { type: 'email', value: address }, { consistent: false });
  if (profileId !== undefined) {
    const refused = await events.put([makeEvent(profileId, address, now)]);
    telemetry.count(refused.length === 0 ? 'LinksRequested' : 'LinksNotRequested');
  }
  return answerPage(context, showRequested(context));
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
