/**
 * The DMARC policy of a From domain (RFC 7489): there is one, it protects, and email of this sender passes it: the domain
 * of the DKIM signature or of MAIL FROM is aligned with the From domain.
 */
import type { DomainRecords } from '../ports/domain-records.ts';
import { createFinding, type Finding } from './finding.ts';
import { readTags } from './read-tags.ts';

/** Domains that pass; undefined for what does not pass. */
export interface Authenticated {
  /** The `d=` of the signature. */
  readonly dkim: string | undefined;
  readonly mailFrom: string | undefined;
}

interface DmarcRecord {
  readonly at: string;
  readonly count: number;
  readonly text: string;
}

/** Throws DnsUnreachableError. */
export async function checkDmarc(
  domain: string,
  authenticated: Authenticated,
  records: DomainRecords,
): Promise<Finding> {
  const found = await findRecord(domain, records);
  if (found === undefined) return createFinding('dmarc_missing', { about: domain });
  const { at, count, text } = found;
  const values = { about: domain, name: `_dmarc.${at}`, record: text };
  if (count > 1) return createFinding('dmarc_multiple', { ...values, count });
  const tags = readTags(text);
  // `sp` is for subdomains of the domain that has the record.
  const policy = ((at === domain ? undefined : tags['sp']) ?? tags['p'] ?? '').toLowerCase();
  if (!['none', 'quarantine', 'reject'].includes(policy)) return createFinding('dmarc_invalid', values);
  const alignment = {
    dkim: isAligned(authenticated.dkim, domain, at, tags['adkim']),
    mailFrom: isAligned(authenticated.mailFrom, domain, at, tags['aspf']),
  };
  const by = [alignment.dkim ? 'DKIM' : '', alignment.mailFrom ? 'SPF' : ''].filter((word) => word !== '');
  if (by.length === 0) return createFinding('dmarc_unaligned', values);
  // Tests as "none" does, whatever the policy says.
  const isTest = tags['t'] === 'y' || tags['pct'] === '0';
  return createFinding(policy === 'none' || isTest ? 'dmarc_none' : 'dmarc_ok', {
    ...values,
    policy,
    alignedBy: by.join(' and '),
  });
}

/** The record of the domain, or of the nearest parent that has one. */
async function findRecord(domain: string, records: DomainRecords): Promise<DmarcRecord | undefined> {
  const labels = domain.split('.');
  for (const index of labels.slice(0, -1).keys()) {
    const at = labels.slice(index).join('.');
    const texts = await records.readTexts(`_dmarc.${at}`);
    const found = texts.filter((text) => /^v\s*=\s*DMARC1\s*(?:;|$)/.test(text));
    const [text] = found;
    if (text !== undefined) return { at, count: found.length, text };
  }
  return undefined;
}

/** Strict: the same domain. Relaxed: both are below the domain that has the policy, or below each other. */
function isAligned(other: string | undefined, domain: string, policyAt: string, mode = 'r'): boolean {
  if (other === undefined) return false;
  if (mode.toLowerCase() === 's' || other === domain) return other === domain;
  const isBelow = (name: string, parent: string) => name === parent || name.endsWith(`.${parent}`);
  return (
    isBelow(other, domain) ||
    isBelow(domain, other) ||
    (isBelow(other, policyAt) && isBelow(domain, policyAt))
  );
}
