/** Adds to a touchpoint of a device which profile has the device: the latest statement decides. */
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { Input, TouchpointInput } from '../../../engine/model/decision.ts';
import { readDeviceAddress } from '../../../engine/touchpoint/read-device.ts';
import type { AdvanceDependencies } from '../dependencies.ts';

/** One consistent read for each touchpoint with a device, and those of former forms while it has no holder; none for others. */
export async function addHolders(
  { identities }: Pick<AdvanceDependencies, 'identities'>,
  inputs: readonly Input[],
): Promise<readonly Input[]> {
  const added: Input[] = [];
  for (const input of inputs) {
    added.push(input.kind === 'touchpoint' ? await addHolder(identities, input) : input);
  }
  return added;
}

async function addHolder(
  identities: AdvanceDependencies['identities'],
  input: TouchpointInput,
): Promise<TouchpointInput> {
  const address = readDeviceAddress(input.touchpoint);
  if (address === undefined || address === 'invalid') return input;
  const { readPushAddress } = await import('../../suppression/read-push-address.ts');
  const record = await readPushAddress(identities, address);
  return { ...input, ...omitAbsent({ holder: record?.holder }) };
}
