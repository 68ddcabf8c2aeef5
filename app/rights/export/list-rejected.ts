/** Events that no profile has and that name the person: a scan of the bucket, one request per event. */
import type { JsonObject } from '../../../engine/base/json.ts';
import type { RejectedStore } from '../../ports/rejected-store.ts';
import { findKept, type KeptEvent } from '../../rejected/find-kept.ts';
import type { PersonMatcher } from '../match-person.ts';
import { toJson, toMoment } from './moments.ts';

const quarantineCode = 'contract_quarantined';

/** `onProgress`: events read so far. */
export async function* listRejected(
  store: RejectedStore,
  matcher: PersonMatcher,
  onProgress: (read: number) => void,
): AsyncGenerator<JsonObject> {
  let read = 0;
  for (const filter of [{}, { code: quarantineCode }]) {
    for await (const kept of findKept(store, filter)) {
      onProgress(++read);
      const naming = matcher.match(kept.rejected.event);
      if (naming !== 'none') yield describeKept(kept, naming === 'own' ? matcher : undefined);
    }
  }
}

/** Without a matcher: the event is about someone else, so its content is left out. */
function describeKept(
  { key, rejected, source, name }: KeptEvent,
  matcher: PersonMatcher | undefined,
): JsonObject {
  const { code, problem, receivedAt, event } = rejected;
  return toJson({
    key,
    receivedAt: toMoment(receivedAt),
    isQuarantined: code === quarantineCode,
    code,
    problem,
    ...(matcher === undefined
      ? {
          isAboutSomeoneElse: true,
          note: 'It contains an address of the person. Its content is not in this file.',
        }
      : { source, name, event: matcher.pick(event) }),
  });
}
