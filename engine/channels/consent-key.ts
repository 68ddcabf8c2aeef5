/** Keys of consent statements: a channel (`email`), or a topic on a channel (`email/news`). */
import { channels } from '../model/channels.ts';

const keyForm = new RegExp(`^(?:${channels.join('|')})(?:/[A-Za-z0-9][A-Za-z0-9_-]{0,63})?$`);

export function isConsentKey(key: string): boolean {
  return keyForm.test(key);
}
