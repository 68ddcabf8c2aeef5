/** The headers that let a mail provider show "Unsubscribe": RFC 2369, RFC 2919 and RFC 8058. */
import type { MailingList } from '../../app/ports/providers.ts';

export interface MessageHeader {
  readonly Name: string;
  readonly Value: string;
}

/** Characters: SES refuses a longer header value, and any that is not printable ASCII. */
const longestValue = 870;

/** `sender` is the encoded From: its domain completes the list's id. `ownMailbox`: the stage's, empty for none. */
export function listHeaders(
  { name, unsubscribeUrl, mailbox = '' }: MailingList,
  sender: string,
  ownMailbox: string,
): MessageHeader[] {
  const domain = /@([^@>]+)>?$/.exec(sender)?.[1] ?? '';
  const token = unsubscribeUrl.slice(unsubscribeUrl.lastIndexOf('/') + 1);
  const receiver = mailbox || ownMailbox;
  const mailto = receiver === '' ? [] : [`<mailto:${receiver}?subject=unsubscribe%20${token}>`];
  const web = `<${unsubscribeUrl}>`;
  const both = [web, ...mailto].join(', ');
  return [
    // With an extremely long address only one of the two fits. RFC 8058 needs the URL.
    { Name: 'List-Unsubscribe', Value: both.length <= longestValue ? both : web },
    { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
    { Name: 'List-Id', Value: `<${name.toLowerCase()}.${domain.toLowerCase()}>` },
  ];
}
