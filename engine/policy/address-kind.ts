/** Email addresses that no person reads as their own: roles of a domain, and mailboxes made for an hour. */
import type { AddressPolicy } from '../model/documents/deliverability-policy.ts';
import type { ReasonCode } from '../model/reason-codes.ts';

/**
 * Roles that operate a mail system (RFC 2142) or that no one reads. Mail to them is a sign of a collected list, and
 * `abuse` answers with a complaint. Addresses of teams (`info`, `sales`) are customers of many companies: `roleNames` of
 * the policy adds those that are none.
 */
const roleNames = new Set(
  'abuse postmaster hostmaster webmaster mailer-daemon noc security root spam noreply no-reply donotreply do-not-reply'.split(
    ' ',
  ),
);

/** The services that appear most often in lists; `disposableDomains` of the policy adds others. */
const disposableDomains: readonly string[] =
  'mailinator.com guerrillamail.com 10minutemail.com temp-mail.org yopmail.com trashmail.com throwawaymail.com sharklasers.com getnada.com maildrop.cc'.split(
    ' ',
  );

/** The reason to send nothing promotional to this kind of address; undefined = none. `address`: in its normalized form. */
export function findAddressRefusal(address: string, policy: AddressPolicy = {}): ReasonCode | undefined {
  const at = address.lastIndexOf('@');
  const [name = ''] = address.slice(0, at).split('+', 1);
  if (policy.roles !== 'allow' && (roleNames.has(name) || policy.roleNames?.includes(name) === true))
    return 'role_address';
  const domain = address.slice(at + 1);
  const isListed = (listed: string) => domain === listed || domain.endsWith(`.${listed}`);
  const isDisposable = disposableDomains.some(isListed) || policy.disposableDomains?.some(isListed) === true;
  return policy.disposable === 'refuse' && isDisposable ? 'disposable_address' : undefined;
}
