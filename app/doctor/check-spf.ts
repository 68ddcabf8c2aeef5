/**
 * The SPF record of a MAIL FROM domain (RFC 7208): there is one, it includes SES, and receivers can evaluate it, with at
 * most ten lookups.
 */
import type { DomainRecords } from '../ports/domain-records.ts';
import { createFinding, type Finding, type FindingCode, type FindingValues } from './finding.ts';

/** RFC 7208, 4.6.4. */
const maxLookups = 10;
const sesDomain = 'amazonses.com';

interface Reading {
  readonly records: DomainRecords;
  lookups: number;
  includesSes: boolean;
}

/** A record that receivers answer with "permerror". */
interface SpfFault {
  readonly code: FindingCode;
  readonly values?: FindingValues;
}

/** Throws DnsUnreachableError. */
export async function checkSpf(domain: string, records: DomainRecords): Promise<Finding> {
  const found = await listSpf(domain, records);
  const [record] = found;
  if (record === undefined) return createFinding('spf_missing', { about: domain });
  if (found.length > 1) return createFinding('spf_multiple', { about: domain, count: found.length });
  const reading: Reading = { records, lookups: 0, includesSes: false };
  const fault = await readRecord(record, reading, true);
  if (fault !== undefined) return createFinding(fault.code, { about: domain, record, ...fault.values });
  if (!reading.includesSes) return createFinding('spf_without_ses', { about: domain, record });
  return createFinding('spf_ok', { about: domain, record, lookups: reading.lookups });
}

async function listSpf(domain: string, records: DomainRecords): Promise<string[]> {
  const texts = await records.readTexts(domain);
  return texts.filter((text) => /^v=spf1(?:\s|$)/i.test(text));
}

/** `isPassing`: what matches in this record makes the result "pass". */
async function readRecord(
  record: string,
  reading: Reading,
  isPassing: boolean,
): Promise<SpfFault | undefined> {
  const terms = record.split(/\s+/).slice(1);
  for (const term of terms) {
    const [, sign = '', name = '', value = ''] = /^([+?~-]?)([a-z0-9]+)(?:[:=/](.*))?$/i.exec(term) ?? [];
    const word = name.toLowerCase();
    const passes = isPassing && (sign === '' || sign === '+');
    // What follows "all" is never read.
    if (word === 'all') return passes ? { code: 'spf_open' } : undefined;
    if (word === 'include') {
      const fault = await readInclude(value.toLowerCase(), reading, passes);
      if (fault !== undefined) return fault;
    } else if (['a', 'mx', 'ptr', 'exists'].includes(word)) reading.lookups += 1;
    if (reading.lookups > maxLookups)
      return { code: 'spf_lookups_exceeded', values: { lookups: reading.lookups } };
  }
  const redirect = terms.map((term) => /^redirect=(.+)$/i.exec(term)?.[1]).find((name) => name !== undefined);
  return redirect === undefined ? undefined : readInclude(redirect.toLowerCase(), reading, isPassing);
}

async function readInclude(
  domain: string,
  reading: Reading,
  isPassing: boolean,
): Promise<SpfFault | undefined> {
  reading.lookups += 1;
  if (reading.lookups > maxLookups)
    return { code: 'spf_lookups_exceeded', values: { lookups: reading.lookups } };
  if (domain === sesDomain && isPassing) reading.includesSes = true;
  // A macro depends on the message: what it leads to is unknown.
  if (domain.includes('%')) return undefined;
  const found = await listSpf(domain, reading.records);
  const [record] = found;
  if (record === undefined || found.length > 1)
    return { code: 'spf_include_broken', values: { include: domain } };
  return readRecord(record, reading, isPassing);
}
