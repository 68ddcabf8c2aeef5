/** A story's events as EventBridge puts them on the profile queue. */
import { makeEventText } from '../harness/events.ts';
import { type StoryEvent, startOfWorld } from './story.ts';

export function makeTouchpointText(event: StoryEvent): string {
  const { id, name, person, ids, at, occurredAt, revenue, cart, plan, hasToken } = event;
  const traits = {
    ...(ids.email === undefined ? {} : { email: ids.email }),
    ...(ids.phone === undefined ? {} : { phone: ids.phone }),
    ...(hasToken === true ? { pushToken: `gcm:token-${person}` } : {}),
    ...(plan === undefined ? {} : { plan }),
  };
  const properties = {
    ...(revenue === undefined ? {} : { revenue, sku: `sku-${id}` }),
    ...(cart === undefined ? {} : { cart }),
  };
  return makeEventText({
    id,
    name,
    at: startOfWorld + at,
    detail: {
      timestamp: new Date(startOfWorld + occurredAt).toISOString(),
      ...(ids.userId === undefined ? {} : { userId: ids.userId }),
      ...(ids.anonymousId === undefined ? {} : { anonymousId: ids.anonymousId }),
      traits,
      properties,
      context: makeContext(event),
    },
  });
}

function isYes(survey: StoryEvent['survey']): boolean {
  return survey === 'asked' || survey === 'confirmed';
}

function makeContext({ consent, survey, requestedAt }: StoryEvent): Record<string, unknown> {
  const stated = {
    ...(consent === undefined ? {} : { email: consent }),
    ...(survey === undefined ? {} : { [survey === 'ended' ? 'email:*' : 'email:surveys']: isYes(survey) }),
  };
  if (Object.keys(stated).length === 0) return {};
  if (survey !== 'confirmed' || requestedAt === undefined) return { consent: stated };
  const moment = new Date(startOfWorld + requestedAt).toISOString();
  return { consent: stated, consentSource: { confirmed: true, requestedAt: moment } };
}
