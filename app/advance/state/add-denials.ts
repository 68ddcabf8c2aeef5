/** Adds to a yes what its address has denied meanwhile, whichever profile stated it: the decision must ask again. */
import { findNormalizedAddress, normalizeAddress } from '../../../engine/channels/addresses.ts';
import { channelDefinitions } from '../../../engine/channels/channel-definitions.ts';
import { parseConsentKey } from '../../../engine/channels/consent-key.ts';
import { findPurpose } from '../../../engine/channels/effective-consent.ts';
import { readStatements } from '../../../engine/channels/stated-consents.ts';
import type { Program } from '../../../engine/compile/program.ts';
import type { AddressDenial, Input, TouchpointInput } from '../../../engine/model/decision.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import { findMessageDenial } from '../../../engine/policy/admit.ts';
import type { AdvanceDependencies } from '../dependencies.ts';

type Identities = Pick<AdvanceDependencies, 'identities'>;

/** Reads the address only for a yes to a key that the person has confirmed: any other yes is asked for anyway. */
export async function addDenials(
  dependencies: Identities,
  profile: Profile,
  inputs: readonly Input[],
  program: Pick<Program, 'topicPurposes'>,
): Promise<readonly Input[]> {
  const added: Input[] = [];
  for (const input of inputs) {
    const denials = input.kind === 'touchpoint' ? await list(dependencies, profile, input, program) : [];
    added.push(denials.length === 0 ? input : { ...(input as TouchpointInput), denials });
  }
  return added;
}

async function list(
  { identities }: Identities,
  profile: Profile,
  { touchpoint: { context, traits } }: TouchpointInput,
  { topicPurposes }: Pick<Program, 'topicPurposes'>,
): Promise<readonly AddressDenial[]> {
  const denials: AddressDenial[] = [];
  for (const { key = '', state } of readStatements(context['consent']) ?? []) {
    const scope = parseConsentKey(key);
    if (scope === undefined || state !== 'granted' || profile.consents[key]?.confirmed !== true) continue;
    const { channel } = scope;
    const stated = traits[channelDefinitions[channel].addressTrait];
    const address =
      typeof stated === 'string'
        ? normalizeAddress(channel, stated)
        : findNormalizedAddress(profile, channel);
    if (address === undefined) continue;
    const record = await identities.read(channel, address, { consistent: true });
    const at = record && findMessageDenial(record, { ...scope, purpose: findPurpose(scope, topicPurposes) });
    if (at !== undefined) denials.push({ key, address, at });
  }
  return denials;
}
