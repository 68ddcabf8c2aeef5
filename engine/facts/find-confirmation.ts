/** Double opt-in: the confirmation that a yes to a consent key needs. */
import { defaultPurpose, parseConsentKey } from '../channels/consent-key.ts';
import type { Confirmation, Definitions } from '../turn/definitions.ts';

/** Undefined: the yes counts at once. A topic has the purpose of its document. */
export function findConfirmation(
  { purposes, topicPurposes }: Pick<Definitions, 'purposes' | 'topicPurposes'>,
  key: string,
): Confirmation | undefined {
  const scope = purposes.size === 0 ? undefined : parseConsentKey(key);
  if (scope === undefined) return undefined;
  const { channel, topic, purpose = defaultPurpose } = scope;
  const owner = topic === undefined ? purpose : (topicPurposes.get(topic) ?? defaultPurpose);
  const confirmation = purposes.get(owner)?.confirmation;
  // An email that is confirmed proves nothing about a phone number.
  return confirmation?.channel === undefined || confirmation.channel === channel ? confirmation : undefined;
}
