/** Held messages as one packed binary: at most 32, rarely more than two, each removed soon after it was written. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { HeldMessage } from '../../engine/model/held-message.ts';
import { StoredItemInvalidError } from './attributes.ts';
import { deflateJson, inflateJson, type JsonPacking } from './deflated-json.ts';

const packing: JsonPacking = {
  format: 1,
  dictionary: Buffer.from(
    '"ifQuiet":"drop","to":"+"expiresAt":"event":{"properties":{"total":"cart_id":"reason":"collecting""reason":"held_by_cap"' +
      '"reason":"scheduled","origin":"campaign:"origin":"rule:' +
      '[{"id":"01KA","origin":"journey:","template":"","cause":"","requestedAt":17,"reason":"held_quiet_hours","until":17,"deadline":17,"priority":100,"score":0,"ifCapped":"skip","ifCapped":"wait","ifQuiet":"hold","instanceId":"',
  ),
};

/** Undefined when no message is held. */
export function encodeHeld(held: readonly HeldMessage[]): AttributeValue | undefined {
  return held.length === 0 ? undefined : { B: deflateJson(held, packing) };
}

/** Throws StoredItemInvalidError for a format of a newer version. */
export function decodeHeld(attribute: AttributeValue | undefined): HeldMessage[] {
  if (attribute === undefined) return [];
  const held = attribute.B && inflateJson(attribute.B, packing);
  if (Array.isArray(held)) return held as HeldMessage[];
  throw new StoredItemInvalidError(
    'Profile',
    'held',
    `has format ${attribute.B?.[0] ?? 'none'}, this version reads ${packing.format}`,
    'Deploy the version that wrote it.',
  );
}
