/** Plans the publication of a decision. */

import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import type { Decision } from '../../../engine/model/decision.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import type { RejectedTouchpoint } from '../../ports/rejected-store.ts';
import { makeRejected } from '../records/make-rejected.ts';
import type { Work } from '../records/work.ts';
import { foldEntries } from './fold-entries.ts';
import {
  countTraces,
  listAbsorbed,
  type Publication,
  placeEntry,
  planRejection,
  restoreEntry,
} from './publication.ts';

/** A bounced email must not create a deleted profile again. */
export function rejectUnknown({ profileId, touchpoints }: Work): Publication {
  const rejected = touchpoints.map((delivery) =>
    makeRejected(delivery, {
      code: 'profile_unknown',
      message: `There is no profile ${profileId}`,
      remedy:
        'Ignore it if the person was deleted; otherwise find the system that sends events as source percorso.',
    }),
  );
  return planRejection(profileId, rejected);
}

/** `stored`: the state as written, or as loaded when nothing changed; `loaded`: the state before. */
export function planPublication(
  work: Work,
  decision: Decision,
  stored: Profile,
  loaded: Profile,
): Publication {
  const { profileId } = work;
  const { effects, entries, duplicates } = decision;
  const repeats = duplicates.filter(({ reused }) => !reused);
  const isNew = (id: string) => entries.some(({ touchpointId }) => touchpointId === id);
  return {
    profileId,
    version: stored.version,
    hasOutbox: (decision.changed ? stored : loaded).outbox.length > 0,
    ...describeWake(decision, stored, loaded),
    entries: foldEntries(
      entries.map((entry, position) => placeEntry(entry, stored.version, position)),
      stored,
    ),
    amended: [],
    restored: repeats
      .filter(({ touchpoint }) => !isNew(touchpoint.id))
      .map((duplicate) => restoreEntry(profileId, duplicate)),
    effects,
    statistics: decision.changed ? countTraces(profileId, stored.version, entries) : [],
    rejected: rejectReused(work, decision),
    absorbed: listAbsorbed(stored),
  };
}

/** Also when nothing changed: the worker that set the wake-up may have died before it sent it. */
function describeWake(
  { changed }: Decision,
  { wakeAt }: Profile,
  loaded: Profile,
): Pick<Publication, 'wakeAt'> {
  return omitAbsent({
    wakeAt: changed && wakeAt === loaded.wakeAt ? undefined : wakeAt,
  });
}

function rejectReused({ touchpoints }: Work, { duplicates }: Decision): readonly RejectedTouchpoint[] {
  const reused = new Set(
    duplicates.filter((duplicate) => duplicate.reused).map(({ touchpoint }) => touchpoint),
  );
  return touchpoints
    .filter(({ touchpoint }) => reused.has(touchpoint))
    .map((delivery) =>
      makeRejected(delivery, {
        code: 'message_id_reused',
        message:
          'An event with this messageId and other content was counted before. This one was not counted',
        remedy:
          'Give every event a messageId of its own. Check first that it is not the same event, sent again with other fields: it is counted already. To count this one: `percorso rejected replay KEY --set detail.messageId=NEW`. If it is a mistake: `percorso rejected remove KEY`.',
      }),
    );
}
