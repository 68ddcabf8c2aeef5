/** To whom a message discloses data of its person, as the message ledger keeps it. */
import type { CallWebhook, SendMessage } from '../../engine/model/effects.ts';

/**
 * The email address or phone number. Of a push, the services of its devices, `apns gcm`: tokens are too long. Of a webhook,
 * the host: the path and the query can have secrets. Undefined: a test goes to the team.
 */
export function nameRecipient(effect: SendMessage | CallWebhook): string | undefined {
  if (effect.kind === 'CallWebhook') return URL.parse(effect.url)?.host || undefined;
  const { channel, to, devices = [], isTest } = effect;
  if (isTest === true) return undefined;
  if (channel !== 'push') return to;
  return [...new Set([to, ...devices].map((device) => device.slice(0, device.indexOf(':'))))].join(' ');
}
