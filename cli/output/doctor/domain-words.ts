/** The findings about senders and their domains in words. */
import type { FindingValues } from '../../../app/doctor/finding.ts';

const signed = 'Email is signed by DKIM with a key of 2,048 bits for the domain of its sender.';
const spfExpected =
  'One record that includes SES and that receivers evaluate with at most 10 lookups: v=spf1 include:amazonses.com ~all';
const dmarcExpected =
  'One DMARC record with a policy, and a DKIM signature or a MAIL FROM domain that is aligned with the From domain.';
const oneSpf = (about: string) => `Publish one TXT record at ${about}: v=spf1 include:amazonses.com ~all`;
const oneDmarc = (about: string) =>
  `Publish one TXT record at _dmarc.${about}: v=DMARC1; p=none; rua=mailto:dmarc@${about}`;
const dkimRecord = ({ name, target }: FindingValues) =>
  target === ''
    ? `Publish the public key as a TXT record at ${name}.`
    : `Publish the CNAME record ${name} → ${target}`;

export const domainWords = {
  identity_ok: ({ identity }: FindingValues) => ({
    found: `SES sends for it as the verified identity ${identity}.`,
  }),
  identity_missing: ({ domain }: FindingValues) => ({
    found: 'SES has no identity for it in this account and region.',
    expected: 'A verified domain, so that email can be signed for it.',
    remedy: `aws sesv2 create-email-identity --email-identity ${domain}`,
  }),
  identity_unverified: ({ identity, status }: FindingValues) => ({
    found: `The identity ${identity} is not verified: ${status}.`,
    expected: 'A verified identity.',
    remedy: `aws sesv2 get-email-identity --email-identity ${identity}   # publish its DKIM records, or follow the link in the email from AWS`,
  }),
  senders_ok: () => ({ found: 'The stage may send from every address that live documents name.' }),
  sender_not_allowed: ({ path, from, senders }: FindingValues) => ({
    found: `${path} is ${from}, and the stage may not send from it: SES refuses each message, which then moves to the dead-letter queue.`,
    expected: `An address of the domain or the senders of the stage: ${senders}`,
    remedy:
      'npx cdk deploy -c senders=ADDRESS_OR_DOMAIN,...   # with the other context of the stage, or change the document',
  }),
  dkim_ok: ({ identity }: FindingValues) => ({ found: `SES signs for ${identity}.` }),
  dkim_address_only: (_values: FindingValues, about: string) => ({
    found: 'Only an address is verified, so email has no signature of its domain.',
    expected: signed,
    remedy: `aws sesv2 create-email-identity --email-identity ${about}`,
  }),
  dkim_disabled: ({ identity }: FindingValues) => ({
    found: `DKIM is off for ${identity}.`,
    expected: signed,
    remedy: `aws sesv2 put-email-identity-dkim-attributes --email-identity ${identity} --signing-enabled`,
  }),
  dkim_unverified: ({ identity, status }: FindingValues) => ({
    found: `SES has not found the DKIM records of ${identity}: ${status}.`,
    expected: signed,
    remedy: `aws sesv2 get-email-identity --email-identity ${identity} --query DkimAttributes   # publish a CNAME record per token`,
  }),
  dkim_key_short: ({ identity, keyLength }: FindingValues) => ({
    found: `The DKIM key of ${identity} has ${keyLength} bits.`,
    expected: signed,
    remedy: `aws sesv2 put-email-identity-dkim-signing-attributes --email-identity ${identity} --signing-attributes-origin AWS_SES --signing-attributes NextSigningKeyLength=RSA_2048_BIT`,
  }),
  dkim_records_ok: ({ records }: FindingValues) => ({ found: `All ${records} DKIM records are in DNS.` }),
  dkim_record_missing: (values: FindingValues) => ({
    found: `DNS has no DKIM record at ${values['name']}.`,
    expected: 'Each selector leads to its key.',
    remedy: dkimRecord(values),
  }),
  dkim_record_wrong: (values: FindingValues) => ({
    found: `${values['name']} leads to ${values['alias']}, where there is no key.`,
    expected: 'Each selector leads to its key.',
    remedy: dkimRecord(values),
  }),
  dkim_record_short: ({ keyLength }: FindingValues, about: string) => ({
    found: `A DKIM key in DNS has ${keyLength} bits.`,
    expected: signed,
    remedy: `aws sesv2 get-email-identity --email-identity ${about} --query DkimAttributes   # then replace the key`,
  }),
  mail_from_ok: ({ mailFrom }: FindingValues) => ({ found: `Bounces return to ${mailFrom}.` }),
  mail_from_default: (_values: FindingValues, about: string) => ({
    found: 'Bounces return to a domain of amazonses.com, so SPF is not aligned with the sender.',
    expected:
      'A custom MAIL FROM domain: Gmail and Yahoo ask bulk senders for SPF and DKIM of their own domain.',
    remedy: `aws sesv2 put-email-identity-mail-from-attributes --email-identity ${about} --mail-from-domain bounce.${about.slice(about.lastIndexOf('@') + 1)}   # then publish its MX and TXT records`,
  }),
  mail_from_unverified: ({ mailFrom, status }: FindingValues) => ({
    found: `SES does not find the MX record of ${mailFrom}: ${status}.`,
    expected: 'The MX record that SES names for the MAIL FROM domain.',
    remedy: `Publish the MX record at ${mailFrom}: 10 feedback-smtp.REGION.amazonses.com`,
  }),
  spf_ok: ({ lookups }: FindingValues) => ({ found: `SPF includes SES, with ${lookups} of 10 lookups.` }),
  spf_missing: (_values: FindingValues, about: string) => ({
    found: 'There is no SPF record.',
    expected: spfExpected,
    remedy: oneSpf(about),
  }),
  spf_multiple: ({ count }: FindingValues, about: string) => ({
    found: `There are ${count} SPF records, so receivers use none.`,
    expected: spfExpected,
    remedy: oneSpf(about),
  }),
  spf_without_ses: ({ record }: FindingValues, about: string) => ({
    found: `SPF does not include SES: ${record}`,
    expected: spfExpected,
    remedy: oneSpf(about),
  }),
  spf_lookups_exceeded: ({ lookups }: FindingValues, about: string) => ({
    found: `SPF needs ${lookups} lookups or more, so receivers stop with an error.`,
    expected: spfExpected,
    remedy: oneSpf(about),
  }),
  spf_include_broken: ({ include }: FindingValues, about: string) => ({
    found: `SPF includes ${include}, which has no single SPF record, so receivers stop with an error.`,
    expected: spfExpected,
    remedy: oneSpf(about),
  }),
  spf_open: ({ record }: FindingValues, about: string) => ({
    found: `SPF allows every server to send: ${record}`,
    expected: spfExpected,
    remedy: oneSpf(about),
  }),
  dmarc_ok: ({ policy, alignedBy }: FindingValues) => ({
    found: `The policy is ${policy}, and email is aligned by ${alignedBy}.`,
  }),
  dmarc_missing: (_values: FindingValues, about: string) => ({
    found: 'There is no DMARC record: Gmail and Yahoo refuse bulk email without one.',
    expected: dmarcExpected,
    remedy: oneDmarc(about),
  }),
  dmarc_multiple: ({ name, count }: FindingValues, about: string) => ({
    found: `${name} has ${count} DMARC records, so receivers use none.`,
    expected: dmarcExpected,
    remedy: oneDmarc(about),
  }),
  dmarc_invalid: ({ name, record }: FindingValues, about: string) => ({
    found: `The record at ${name} has no valid policy: ${record}`,
    expected: dmarcExpected,
    remedy: oneDmarc(about),
  }),
  dmarc_unaligned: ({ name, record }: FindingValues) => ({
    found: `Neither the DKIM signature nor MAIL FROM is aligned with the From domain, by the record at ${name}: ${record}`,
    expected: dmarcExpected,
    remedy: 'Fix the findings on DKIM and MAIL FROM, or remove adkim=s and aspf=s from the record.',
  }),
  dmarc_none: ({ record }: FindingValues, about: string) => ({
    found: `The policy protects no one from forged senders: ${record}`,
    expected: 'p=quarantine or p=reject, after the reports show that all own email is aligned.',
    remedy: `Publish the TXT record at _dmarc.${about}: v=DMARC1; p=quarantine; rua=mailto:dmarc@${about}`,
  }),
  dns_unreachable: ({ lookup, reason }: FindingValues) => ({
    found: `DNS did not answer for ${lookup} (${reason}), so the rest of its records is unknown.`,
    expected: 'An answer.',
    remedy: 'Run it again, or with another resolver: --dns 1.1.1.1',
  }),
  dns_skipped: () => ({
    found: 'The local cloud has no DNS. Name a server to check records: --dns 127.0.0.1:5353',
  }),
} as const;
