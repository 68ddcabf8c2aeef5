/** A story's events as EventBridge puts them on the profile queue. */
import type { JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { makeEventText } from '../harness/events.ts';
import { type ImportRow, type StoryEvent, startOfWorld } from './story.ts';

export function makeTouchpointText(event: StoryEvent): string {
  const { id, name, person, ids, at, occurredAt, revenue, cart, plan, tier, hasToken } = event;
  const traits = {
    ...(ids.email === undefined ? {} : { email: ids.email }),
    ...(ids.phone === undefined ? {} : { phone: ids.phone }),
    ...(hasToken === true ? { pushToken: `gcm:token-${person}` } : {}),
    ...(plan === undefined ? {} : { plan }),
    ...(tier === undefined ? {} : { tier }),
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

/** The name that the rows of a world are imported with. */
export const importId = '0123456789abcdef';

export function makeRowDetail(row: ImportRow): JsonObject {
  const { id, line, ids, occurredAt, tier, paid } = row;
  const { userId, anonymousId, email } = ids;
  return {
    messageId: id,
    type: paid === undefined ? 'identify' : 'track',
    timestamp: new Date(startOfWorld + occurredAt).toISOString(),
    ...omitAbsent({ userId, anonymousId }),
    traits: omitAbsent({ email, tier }),
    properties: omitAbsent({ paid }),
    context: { import: { id: importId, line } },
  };
}

export function nameRow({ paid }: ImportRow): string {
  return paid === undefined ? 'Identify' : 'Page Viewed';
}

export function makeRowText(row: ImportRow): string {
  const { id, at } = row;
  return makeEventText({ id, name: nameRow(row), at: startOfWorld + at, detail: makeRowDetail(row) });
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
