/** What a report of SES counts in its stream: hard bounces and complaints, as SES itself counts them. */
import { nameStream, readSendingDomain, type StreamCounts } from '../../engine/channels/email-streams.ts';
import type { Outcome } from '../../engine/model/outcome-names.ts';
import { type RawEvent, readTag } from './provider-report.ts';

/** `more`: the particulars of the outcome. An address on the account's own list does not count as a bounce again. */
export function readStream(outcome: Outcome, more: RawEvent, tags: RawEvent): StreamCounts | undefined {
  const domain = readTag(tags, 'ses:from-domain');
  const isHard = more['bounceType'] === 'Permanent' && more['bounceSubType'] !== 'OnAccountSuppressionList';
  const isComplaint = outcome === 'complained' && more['complaintSubType'] !== 'OnAccountSuppressionList';
  if (domain === undefined || !(isComplaint || (outcome === 'bounced' && isHard))) return undefined;
  // The stack names the set of each class (lib/ses-configuration.ts).
  const isTransactional = readTag(tags, 'ses:configuration-set')?.endsWith('-transactional') === true;
  const stream = nameStream(isTransactional ? 'transactional' : 'promotional', readSendingDomain(domain));
  return { [stream]: isComplaint ? { complained: 1 } : { bounced: 1 } };
}
