/** Double opt-in: the confirmation that a yes to a consent key needs. */
import { parseConsentKey } from '../channels/consent-key.ts';
import { findPurpose } from '../channels/effective-consent.ts';
import type { Confirmation, Definitions } from '../turn/definitions.ts';

/** Undefined: the yes counts at once. A topic has the purpose of its document. */
export function findConfirmation(
  { purposes, topicPurposes }: Pick<Definitions, 'purposes' | 'topicPurposes'>,
  key: string,
): Confirmation | undefined {
  const scope = purposes.size === 0 ? undefined : parseConsentKey(key);
  if (scope === undefined) return undefined;
  const confirmation = purposes.get(findPurpose(scope, topicPurposes))?.confirmation;
  // An email that is confirmed proves nothing about a phone number.
  return confirmation?.channel === undefined || confirmation.channel === scope.channel
    ? confirmation
    : undefined;
}
