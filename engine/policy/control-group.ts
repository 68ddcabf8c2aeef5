/** The global control group: people who get nothing promotional, so that the effect of everything can be measured. */

import { hashToInteger } from '../base/hash.ts';
import type { ControlGroup } from '../model/documents/policy-document.ts';

/** The same for a person under the same name, whatever else the policy says; a larger share keeps those in it. */
export function isInControlGroup(profileId: string, { percent, name = 'global' }: ControlGroup): boolean {
  return hashToInteger(`control/${name}/${profileId}`) < (percent / 100) * 2 ** 32;
}
