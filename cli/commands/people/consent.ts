/** `percorso consent`: what a person agreed to, and the proof of it. */

import { findSharing } from '../../../app/inspect/find-sharing.ts';
import { hideOfConsents } from '../../../app/inspect/hide-sensitive.ts';
import { inspectConsents } from '../../../app/inspect/inspect-consents.ts';
import { RequestInvalidError } from '../../../app/ports/request-invalid-error.ts';
import { channelChoice, isChannel } from '../../../engine/model/channels.ts';
import type { PeopleStores, Wordings } from '../../cloud/open-stores.ts';
import { nameParts, readHidden, type SensitiveOption } from '../../cloud/read-hidden.ts';
import { formatConsents } from '../../output/format-consents.ts';
import { formatTable } from '../../output/format-table.ts';
import type { CommandResult } from '../../terminal/command-result.ts';
import { describeMissing } from './describe-missing.ts';

export async function showConsents(
  person: string,
  { limit, showSensitive }: { readonly limit: number } & SensitiveOption,
  stores: Pick<PeopleStores, 'identities' | 'profiles' | 'consents' | 'programs' | 'readNow' | 'erasures'>,
): Promise<CommandResult> {
  const found = await inspectConsents(person, stores, { limit, now: await stores.readNow() });
  if (found === undefined) return describeMissing(person, stores);
  const facts = hideOfConsents(found, await readHidden(stores.programs, showSensitive));
  const shows = { people: [facts.profileId], parts: nameParts(showSensitive) };
  return { exitCode: 0, shows, json: facts, lines: formatConsents(facts) };
}

/** The text that people saw: `version` as the statements name it. */
export async function showWording(version: string, { wordings }: Wordings): Promise<CommandResult> {
  const wording = await wordings.find(version);
  if (wording === undefined)
    return { exitCode: 1, json: null, lines: [`No page has shown version ${version}.`] };
  const { id, language, text } = wording;
  return {
    exitCode: 0,
    json: wording,
    lines: [`${id}, version ${version}, ${language}`, '', ...text.split('\n')],
  };
}

/** All profiles that have the person's address of the channel. */
export async function showSharing(
  person: string,
  channel: string,
  stores: Pick<PeopleStores, 'identities' | 'profiles' | 'programs' | 'scanner' | 'erasures'>,
  onProgress: (count: number) => void,
): Promise<CommandResult> {
  if (!isChannel(channel))
    throw new RequestInvalidError(`"${channel}" is no channel.`, `Use ${channelChoice}.`);
  const sharing = await findSharing(person, channel, stores, onProgress);
  if (sharing === undefined) return describeMissing(person, stores);
  const { address, profiles, unreadable } = sharing;
  return {
    exitCode: 0,
    shows: { people: [sharing.profileId], count: profiles.length },
    json: sharing,
    lines: [
      `Profiles with ${address}: ${profiles.length}`,
      ...formatTable(
        profiles.map(({ profileId, userId }) => [profileId, userId === undefined ? '' : `userId:${userId}`]),
        '  ',
      ),
      ...(unreadable.length === 0 ? [] : [`Not readable, so not compared: ${unreadable.join(', ')}`]),
    ],
  };
}
