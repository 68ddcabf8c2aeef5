/** Normal forms of addresses: the form in which one is written to and compared. Undefined = it is not such an address. */
import { domainToAscii } from './domain-to-ascii.ts';
import { normalizePhone as normalizeNumber } from './normalize-phone.ts';

// A well-formed local part; only a bounce shows whether the mailbox exists.
const localForm = /^[^\s@<>(),;:"[\]\\\p{Cc}\p{Cs}]{1,64}$/u;
const pushForm = /^(gcm|fcm|apns|apns_sandbox|apns_voip|apns_voip_sandbox|adm|baidu):([!-~]{1,4096})$/i;

/**
 * Without spaces around it, and without what copying from pages and chats adds: zero width, soft hyphens, marks of
 * direction.
 */
export function dropInvisible(text: string): string {
  return text.replace(/\p{Default_Ignorable_Code_Point}/gu, '').trim();
}

/**
 * Trimmed, lower-case, in ordinary width, without invisible characters and needless quotes, the local part in NFC and
 * the domain in ASCII without a dot at its end; undefined when it is no email address. An encoded word (`=?`) is refused:
 * mail software may read another address in it.
 */
export function normalizeEmail(text: string): string | undefined {
  const visible = dropInvisible(text).replace(/[\uff01-\uff5e]/g, (wide) => wide.normalize('NFKC'));
  const at = visible.indexOf('@');
  const stated = visible.slice(0, Math.max(at, 0)).replace(/^"(.*)"$/, '$1');
  const local = stated.normalize('NFC').toLowerCase().normalize('NFC');
  if (!localForm.test(local) || local.includes('..') || local.startsWith('.') || local.includes('=?'))
    return undefined;
  const domain = domainToAscii(visible.slice(at + 1).replace(/[.\u3002\uff61]$/, ''));
  return domain === undefined ? undefined : `${local}@${domain}`;
}

/** E.164; undefined when it is not such a number. See normalize-phone.ts. */
export function normalizePhone(text: string): string | undefined {
  return normalizeNumber(dropInvisible(text));
}

/**
 * `<service>:<token>`: one form for one token. The service is in lower case and `gcm` for FCM; a token of Apple in
 * hexadecimal digits is in lower case. Other tokens stay as they were stated.
 */
export function normalizePushToken(text: string): string | undefined {
  const [, prefix, token] = pushForm.exec(dropInvisible(text)) ?? [];
  // Results of providers are objects by token.
  if (prefix === undefined || token === undefined || token in {}) return undefined;
  const service = prefix.toLowerCase();
  if (service === 'fcm') return `gcm:${token}`;
  const isHex = service.startsWith('apns') && /^[0-9a-f]+$/i.test(token);
  return `${service}:${isHex ? token.toLowerCase() : token}`;
}

/** In which forms earlier versions may have stored facts about the normalized address: the service in capitals, too. */
export function listFormerForms(address: string): readonly string[] {
  const [service = '', token = ''] = address.split(/:(.*)/s);
  const services = service === 'gcm' ? ['gcm', 'fcm'] : [service];
  const isHex = /^apns/.test(service) && /^(?=.*[a-f])[0-9a-f]+$/.test(token);
  const tokens = isHex ? [token, token.toUpperCase()] : [token];
  return services
    .flatMap((name) => [name, name.toUpperCase()])
    .flatMap((name) => tokens.map((each) => `${name}:${each}`))
    .filter((form) => form !== address);
}
