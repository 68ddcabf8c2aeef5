/** Appends the statements of a decision to the consent ledger, with where and how they were made (`context.consentSource`). */
import { isObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { channelDefinitions } from '../../engine/channels/channel-definitions.ts';
import { parseConsentKey } from '../../engine/channels/consent-key.ts';
import type { ConsentEvent } from '../../engine/model/stated-consent.ts';
import type { ConsentLedger, ConsentRecord } from '../ports/consent-ledger.ts';

/** Characters of one field: a form may send anything. */
const maxField = 1000;

/**
 * Before the profile is saved with their result. A crash between the two is harmless: the redelivery writes the same
 * records again.
 */
export async function appendConsents(
  { consents }: { readonly consents: Pick<ConsentLedger, 'append'> },
  profileId: string,
  events: readonly ConsentEvent[],
): Promise<void> {
  for (const event of events) await consents.append(makeConsentRecord(profileId, event));
}

function makeConsentRecord(profileId: string, event: ConsentEvent): ConsentRecord {
  const { touchpoint, consents } = event;
  const { id, name, source, occurredAt, receivedAt, context } = touchpoint;
  const from = isObject(context['consentSource']) ? context['consentSource'] : {};
  return {
    profileId,
    touchpointId: id,
    name,
    source,
    saidAt: occurredAt,
    receivedAt,
    consents,
    ...omitAbsent({
      form: readField(from['form']),
      url: readField(from['url']),
      ip: readField(from['ip']) ?? readField(context['ip']),
      address: readField(from['address']) ?? readOwnAddress(event, from['confirmed'] === true),
      wording: readWording(from['wording']),
      recordedBy: readField(from['recordedBy']),
      confirmed: from['confirmed'] === true ? (true as const) : undefined,
    }),
  };
}

/** A confirmed yes that names no address belongs to the one in the traits of its event. */
function readOwnAddress(
  { touchpoint, consents: [first] }: ConsentEvent,
  isConfirmed: boolean,
): string | undefined {
  const channel = parseConsentKey(first?.key ?? '')?.channel;
  if (!isConfirmed || channel === undefined) return undefined;
  return readField(touchpoint.traits[channelDefinitions[channel].addressTrait]);
}

function readWording(wording: unknown): ConsentRecord['wording'] {
  if (!isObject(wording)) return undefined;
  const fields = omitAbsent({
    id: readField(wording['id']),
    version: readField(wording['version']),
    language: readField(wording['language']),
  });
  return Object.keys(fields).length === 0 ? undefined : fields;
}

/** A version may be a number. */
function readField(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value.slice(0, maxField).toWellFormed() : undefined;
}
