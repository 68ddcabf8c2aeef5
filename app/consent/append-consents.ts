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
      message: readFields(from['message'], ['id', 'template', 'revision', 'language']),
      requestedAt: readField(from['requestedAt']),
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

/** A text is the wording itself. */
function readWording(wording: unknown): ConsentRecord['wording'] {
  const text = readField(wording);
  return text === undefined ? readFields(wording, ['id', 'version', 'language', 'text']) : { text };
}

function readFields<Name extends string>(
  value: unknown,
  names: readonly Name[],
): Partial<Record<Name, string>> | undefined {
  if (!isObject(value)) return undefined;
  const fields = names.flatMap((name) => {
    const field = readField(value[name]);
    return field === undefined ? [] : [[name, field] as const];
  });
  return fields.length === 0 ? undefined : (Object.fromEntries(fields) as Partial<Record<Name, string>>);
}

/** A version may be a number. */
function readField(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value.slice(0, maxField).toWellFormed() : undefined;
}
