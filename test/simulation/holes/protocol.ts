/** Holes in how profiles are advanced: found by attacks and by these worlds, closed since. */
import type { Hole } from './hole.ts';

export const protocolHoles: readonly Hole[] = [
  {
    id: 'person-split',
    title: 'weaker ids are not bound before a new person is made',
    edits: [
      {
        file: 'app/identity/join-keys.ts',
        find: 'return directory.bind(end.open, { sameAs: root, user: end.open === key ? user : undefined });',
        replace: 'continue;',
      },
    ],
  },
  {
    id: 'older-program',
    title: 'a process decides by a program older than the one that decided the profile',
    edits: [
      {
        file: 'app/advance/find-program.ts',
        find: 'if (needed === undefined || needed <= program.version) return program;',
        replace: 'if (needed === undefined || needed <= Number.POSITIVE_INFINITY) return program;',
      },
    ],
  },
  {
    id: 'repeat-drops-timer',
    title: 'a repeat under a newer program sets the timer of the profile again and marks it as decided by it',
    edits: [{ file: 'engine/decide/finish-decision.ts', find: 'pending.hasTurned && (', replace: '(' }],
  },
  {
    id: 'counted-twice',
    title: 'a counted touchpoint whose timeline entry failed leaves no evidence',
    edits: [
      {
        file: 'app/advance/publication/publish.ts',
        find: '  await keepEvidence(dependencies, unwritten);\n',
        replace: '  if (unwritten.length < 0) await keepEvidence(dependencies, unwritten);\n',
      },
      {
        file: 'engine/decide/dedup-window.ts',
        find: 'export const seenWhileQueuedAtMost = 32;',
        replace: 'export const seenWhileQueuedAtMost = 8;',
      },
    ],
  },
  {
    id: 'stale-acknowledgement',
    title: 'a record is acknowledged by a stale state while the outbox of the current one is full',
    edits: [
      {
        file: 'app/advance/advance-profile.ts',
        find: 'if (!consistent) return advancePerson(batch, received, true);',
        replace: '',
      },
    ],
  },
  {
    id: 'entry-overwritten',
    title: 'two decisions of one due moment share an entry of the timeline',
    edits: [
      {
        file: 'engine/decide/pending-decision.ts',
        find: 'touchpointId: repeats === 0 ? decision',
        replace: 'touchpointId: repeats >= 0 ? turn.id',
      },
    ],
  },
  {
    id: 'outbox-forgotten',
    title: 'what a crashed invocation left in the outbox is not published',
    edits: [
      {
        file: 'app/advance/steps.ts',
        find: 'if (profile.outbox.length === 0) return profile;',
        replace: 'if (profile.outbox.length >= 0) return { ...profile, outbox: [] };',
      },
    ],
  },
  {
    id: 'failure-acknowledged',
    title: 'records whose publication failed are acknowledged',
    edits: [
      {
        file: 'app/advance/advance-profile.ts',
        find: 'for (const [publication, error] of errors) fail(failures, published.get(publication) ?? [], error);',
        replace: '',
      },
    ],
  },
  {
    id: 'held-timer',
    title: 'a held message sets no timer',
    edits: [
      {
        file: 'engine/decide/finish-decision.ts',
        find: 'findHeldWake(profile))',
        replace: 'findHeldWake({ ...profile, held: [] }))',
      },
    ],
  },
  {
    id: 'write-unconditional',
    title: 'a profile is written over what another worker wrote',
    edits: [
      {
        file: 'adapters/memory/profile-store.ts',
        find: 'if (readVersion(profile.id) !== expected) throw',
        replace: 'if (readVersion(profile.id) > Number.MAX_SAFE_INTEGER) throw',
      },
    ],
  },
  {
    id: 'undo-too-early',
    title: 'an import is undone while the timeline has not got every entry',
    edits: [
      {
        file: 'app/advance/state/fill-undo.ts',
        find: 'if (isMissing || awaited.some(',
        replace: 'if (isMissing && Number.isNaN(behind) && awaited.some(',
      },
    ],
  },
];
