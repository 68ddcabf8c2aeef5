/** Who looked at a person, newest first of each profile. */
import type { JsonObject } from '../../../engine/base/json.ts';
import type { LookReader } from '../../ports/looks.ts';
import { toJson, toMoment } from './moments.ts';

export async function* listLooks(
  looks: Pick<LookReader, 'listOf'>,
  profileIds: readonly string[],
): AsyncGenerator<JsonObject> {
  for (const id of profileIds) {
    let cursor: string | undefined;
    do {
      const page = await looks.listOf(id, cursor);
      for (const { id: request, at, profileId, by, parts, from } of page.looks)
        yield toJson({ at: toMoment(at), by: toJson(by), saw: [...parts], from, profileId, request });
      cursor = page.cursor;
    } while (cursor !== undefined);
  }
}
