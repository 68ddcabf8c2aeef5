/** The DKIM records of a domain in DNS: each selector leads to SES or to a key, and keys are long enough. */
import { createPublicKey } from 'node:crypto';
import type { DomainRecords } from '../ports/domain-records.ts';
import type { Dkim } from '../ports/stage-account.ts';
import { createFinding, type Finding } from './finding.ts';
import { readTags } from './read-tags.ts';

/** Bits. Gmail recommends this length and accepts 1,024. */
export const goodKeyLength = 2048;

/** Throws DnsUnreachableError. */
export async function checkDkimRecords(
  domain: string,
  { tokens, zone }: Dkim,
  records: DomainRecords,
): Promise<Finding> {
  let shortest = Number.POSITIVE_INFINITY;
  for (const token of tokens) {
    const name = `${token}._domainkey.${domain}`;
    const target = zone === undefined ? undefined : `${token}.${zone}`;
    const alias = await records.readAlias(name);
    const isAliased = alias !== undefined && alias.toLowerCase() === target;
    // Some DNS hosts publish the key itself in place of the alias.
    const keys = await readKeyLengths(isAliased ? target : name, records);
    const values = { about: domain, name, target: target ?? '' };
    if (!isAliased && keys.length === 0) {
      return alias === undefined
        ? createFinding('dkim_record_missing', values)
        : createFinding('dkim_record_wrong', { ...values, alias });
    }
    shortest = Math.min(shortest, ...keys);
  }
  // SES keeps the keys of selectors that it does not use out of DNS, so none may be found.
  return shortest < goodKeyLength
    ? createFinding('dkim_record_short', { about: domain, keyLength: shortest })
    : createFinding('dkim_records_ok', { about: domain, records: tokens.length });
}

/** Bits of the keys at a name. Revoked and unreadable keys are left out. */
async function readKeyLengths(name: string, records: DomainRecords): Promise<number[]> {
  const texts = await records.readTexts(name);
  return texts.flatMap((text) => {
    const { p: key = '', k: kind = 'rsa' } = readTags(text);
    if (key === '') return [];
    // An Ed25519 key is as strong as a long RSA key (RFC 8463).
    return kind === 'ed25519' ? [goodKeyLength] : readRsaLength(key);
  });
}

function readRsaLength(key: string): number[] {
  try {
    const { asymmetricKeyDetails } = createPublicKey({
      key: Buffer.from(key, 'base64'),
      format: 'der',
      type: 'spki',
    });
    return asymmetricKeyDetails?.modulusLength === undefined ? [] : [asymmetricKeyDetails.modulusLength];
  } catch {
    return [];
  }
}
