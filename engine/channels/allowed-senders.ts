/** The addresses that a stage may send email from. The role of its senders allows the same (lib/ses-configuration.ts). */
import { domainToAscii } from './domain-to-ascii.ts';

/**
 * `from`: `news@example.com` or `Lucerna <news@example.com>`. `senders`: the stage's own address first, whose whole
 * domain may send, then further addresses and domains, in ASCII. A domain does not include its subdomains.
 */
export function isAllowedSender(from: string, senders: readonly string[]): boolean {
  const address = (/<([^<>]*)>\s*$/.exec(from)?.[1] ?? from).trim();
  const at = address.lastIndexOf('@') + 1;
  const domain = domainToAscii(address.slice(at)) ?? address.slice(at);
  return senders.some((sender, index) =>
    index > 0 && sender.includes('@')
      ? sender === address.slice(0, at) + domain
      : sender.slice(sender.lastIndexOf('@') + 1) === domain,
  );
}
