/** A claim as bytes and back: a JSON list, whose positions are the format that tokens in old emails have. */
import type { Json } from '../../engine/base/json.ts';
import { channels } from '../../engine/model/channels.ts';
import type { LinkClaim } from './link-claim.ts';

type Field = { [Kind in LinkClaim['kind']]: keyof Extract<LinkClaim, { kind: Kind }> }[LinkClaim['kind']];

/** Positions are stored: only append. */
const fields: readonly Field[] = [
  'kind',
  'profileId',
  'messageId',
  'channel',
  'address',
  'purpose',
  'topic',
  'locale',
  'issuedAt',
  'keys',
  'requestedAt',
  'template',
  'revision',
];
const kinds: readonly LinkClaim['kind'][] = ['unsubscribe', 'preferences', 'confirm', 'view'];

export function packClaim(claim: LinkClaim): Buffer {
  const byField = new Map(Object.entries(claim));
  const values = fields.map((field) => byField.get(field) ?? null);
  values[0] = kinds.indexOf(claim.kind);
  while (values.at(-1) === null) values.pop();
  return Buffer.from(JSON.stringify(values));
}

/** `bytes` were sealed by us. Undefined for a kind or channel that only a later release has. */
export function unpackClaim(bytes: Buffer): LinkClaim | undefined {
  const values: Json[] = JSON.parse(bytes.toString());
  const named = fields.map((field, at) => [field, at === 0 ? kinds[Number(values[0])] : values[at]] as const);
  const claim = Object.fromEntries(named.filter(([, value]) => value !== null && value !== undefined));
  const isKnown = claim['kind'] !== undefined && channels.some((channel) => channel === claim['channel']);
  return isKnown ? (claim as unknown as LinkClaim) : undefined;
}
