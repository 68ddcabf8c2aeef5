/** One sender of email: whether SES sends for it, and whether receivers can authenticate it. */

import type { Problem } from '../../engine/config/problems/problem.ts';
import { DnsUnreachableError, type DomainRecords } from '../ports/domain-records.ts';
import type { SenderIdentity, StageAccount } from '../ports/stage-account.ts';
import { checkDkimRecords, goodKeyLength } from './check-dkim-records.ts';
import { checkDmarc } from './check-dmarc.ts';
import { checkSpf } from './check-spf.ts';
import { createFinding, type Finding } from './finding.ts';

export interface SenderPorts {
  readonly account: Pick<StageAccount, 'readIdentity'>;
  /** Undefined: DNS is not checked. */
  readonly records: DomainRecords | undefined;
}

/** `sender`: an address, or a domain from which templates may send. */
export async function checkSender(sender: string, { account, records }: SenderPorts): Promise<Finding[]> {
  const domain = sender.slice(sender.lastIndexOf('@') + 1);
  const identities: SenderIdentity[] = [];
  for (const name of listCandidates(sender, domain)) {
    const identity = await account.readIdentity(name);
    if (identity !== undefined) identities.push(identity);
  }
  const [identity] = identities;
  if (identity === undefined) return [createFinding('identity_missing', { about: sender, domain })];
  // An address without DKIM of its own is signed with that of its domain.
  const signing = identities.find(({ dkim }) => dkim.isEnabled && dkim.status === 'SUCCESS');
  // The same holds for MAIL FROM.
  const returning = identities.find(({ mailFrom }) => mailFrom !== undefined) ?? identity;
  const own = identities.find(({ name }) => !name.includes('@'));
  const findings = [
    checkIdentity(sender, identity),
    checkDkim(domain, signing ?? own),
    checkMailFrom(returning),
  ];
  if (records === undefined) return findings;
  try {
    const mailFrom = returning.mailFrom?.domain;
    const signer = signing ?? own;
    return [
      ...findings,
      ...(signer === undefined || signer.dkim.tokens.length === 0
        ? []
        : [await checkDkimRecords(domainOf(signer.name), signer.dkim, records)]),
      ...(mailFrom === undefined ? [] : [await checkSpf(mailFrom, records)]),
      await checkDmarc(
        domain,
        {
          dkim: signing === undefined ? undefined : domainOf(signing.name),
          mailFrom: verifiedMailFrom(returning),
        },
        records,
      ),
    ];
  } catch (error) {
    if (!(error instanceof DnsUnreachableError)) throw error;
    const { lookup, reason } = error;
    return [...findings, createFinding('dns_unreachable', { about: domain, lookup, reason })];
  }
}

/** What live documents name in `from`. `senders`: what the stage may send from. */
export function checkStatedSenders(problems: readonly Problem[], senders: readonly string[]): Finding[] {
  const refused = problems.filter(({ code }) => code === 'sender_not_allowed');
  if (refused.length === 0) return [createFinding('senders_ok')];
  return refused.map(({ document, path, received }) =>
    createFinding('sender_not_allowed', {
      about: document,
      path,
      from: received,
      senders: senders.join(','),
    }),
  );
}

/** SES uses the most specific identity: the address, its domain, then each parent domain. */
function listCandidates(sender: string, domain: string): string[] {
  const labels = domain.split('.');
  const domains = labels.slice(0, -1).map((_, index) => labels.slice(index).join('.'));
  return sender.includes('@') ? [sender, ...domains] : domains;
}

function checkIdentity(sender: string, { name, isVerified, status }: SenderIdentity): Finding {
  return createFinding(isVerified ? 'identity_ok' : 'identity_unverified', {
    about: sender,
    identity: name,
    status,
  });
}

/** `identity`: the one that signs, or the domain that should. */
function checkDkim(domain: string, identity: SenderIdentity | undefined): Finding {
  if (identity === undefined) return createFinding('dkim_address_only', { about: domain });
  const { name, dkim } = identity;
  const about = { about: domain, identity: name, status: dkim.status };
  if (!dkim.isEnabled) return createFinding('dkim_disabled', about);
  if (dkim.status !== 'SUCCESS') return createFinding('dkim_unverified', about);
  const { keyLength } = dkim;
  return keyLength !== undefined && keyLength < goodKeyLength
    ? createFinding('dkim_key_short', { ...about, keyLength })
    : createFinding('dkim_ok', about);
}

function checkMailFrom({ name, mailFrom }: SenderIdentity): Finding {
  if (mailFrom === undefined) return createFinding('mail_from_default', { about: name });
  const { domain, status } = mailFrom;
  return createFinding(status === 'SUCCESS' ? 'mail_from_ok' : 'mail_from_unverified', {
    about: name,
    mailFrom: domain,
    status,
  });
}

function verifiedMailFrom({ mailFrom }: SenderIdentity): string | undefined {
  return mailFrom?.status === 'SUCCESS' ? mailFrom.domain : undefined;
}

function domainOf(identity: string): string {
  return identity.slice(identity.lastIndexOf('@') + 1);
}
