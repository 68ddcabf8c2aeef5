/** Small lists of a person: replies that look like a wish to stop, and passages through geofences. */
import type { JsonObject } from '../../../engine/base/json.ts';
import type { GeofenceReader } from '../../ports/geofence-passages.ts';
import type { DoubtfulReplies } from '../../ports/replies.ts';
import { listTracedProfiles, type PersonTrace } from '../person-trace.ts';
import { showMoments, toJson, toMoment } from './moments.ts';

/** Of the profiles, and from the addresses; one partition has those of all people. */
export async function* listReplies(
  replies: Pick<DoubtfulReplies, 'list'>,
  trace: Pick<PersonTrace, 'profileId' | 'ended' | 'addresses'>,
): AsyncGenerator<JsonObject> {
  const own = listTracedProfiles(trace);
  const addresses = new Set(
    trace.addresses
      .filter(({ isOfOther }) => isOfOther !== true)
      .map(({ channel, address }) => `${channel}#${address}`),
  );
  let cursor: string | undefined;
  do {
    const page = await replies.list(cursor);
    for (const { id, channel, address, text, at, profileId, decided } of page.replies) {
      const isOwn =
        profileId === undefined ? addresses.has(`${channel}#${address}`) : own.includes(profileId);
      if (!isOwn) continue;
      yield toJson({
        ...{ id, channel, address, text, at: toMoment(at), profileId },
        decided: decided === undefined ? undefined : showMoments(decided),
      });
    }
    cursor = page.cursor;
  } while (cursor !== undefined);
}

export async function listPassages(
  passages: GeofenceReader,
  { devices }: Pick<PersonTrace, 'devices'>,
): Promise<readonly JsonObject[]> {
  const found: JsonObject[] = [];
  for (const device of devices)
    for (const { fence, type, at } of await passages.list(device))
      found.push({ device, fence, direction: type, at: toMoment(at) });
  return found;
}
