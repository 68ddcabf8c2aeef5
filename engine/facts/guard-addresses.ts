/** Which addresses of a person others may state: docs/adr/0078. */

import type { Json } from '../base/json.ts';
import { normalizeEmail, normalizePhone } from '../channels/normal-forms.ts';
import { addTrace, type Turn } from '../turn/turn.ts';
import type { Speaker } from './person-sessions.ts';

const addressTraits = new Set(['email', 'phone', 'emails', 'phones', 'pushToken']);

/**
 * Whether the trait is kept. A new address that someone else states leaves a trace; it is not kept if it is a push
 * token, or if a stranger states it of a person who has a user id. The same address, and none again, are no news: they
 * leave no trace, and where a new one is not kept, they change nothing either. A later moment would outweigh what the
 * person stated before it, if that arrives after it.
 */
export function isTrusted(turn: Turn, name: string, stated: Json, speaker: Speaker): boolean {
  if (speaker === 'own' || !addressTraits.has(name)) return true;
  const { value, at } = turn.profile.traits[name] ?? { value: null, at: 0 };
  if (at > turn.at) return true;
  const isKept = name !== 'pushToken' && (speaker === 'system' || turn.profile.userId === undefined);
  if (readForm(name, value) !== readForm(name, stated))
    addTrace(turn, `trait:${name}`, 'keep', isKept ? 'weak_identity_kept' : 'weak_identity');
  return isKept;
}

/** Spellings of one address are the same. */
function readForm(name: string, value: Json): string {
  const text = String(value);
  const form = name === 'email' ? normalizeEmail(text) : name === 'phone' ? normalizePhone(text) : undefined;
  return form ?? JSON.stringify(value);
}
