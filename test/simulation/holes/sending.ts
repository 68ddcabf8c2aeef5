/** Holes in sending, in the contact policy and in runs. */
import type { Hole } from './hole.ts';

const sending = 'app/send';

export const sendingHoles: readonly Hole[] = [
  {
    id: 'reason-kept',
    title: 'a message that is sent in the end keeps the reason of an earlier try',
    edits: [
      {
        file: 'adapters/memory/message-ledger.ts',
        find: '{ ...kept, ...encodeSettlement(settlement) }',
        replace: '{ ...found.item, ...encodeSettlement(settlement) }',
      },
    ],
  },
  {
    id: 'promotional-again',
    title: 'a promotional message is sent again after an unknown outcome',
    edits: [
      {
        file: `${sending}/claim.ts`,
        find: "delivery.afterUnknown === 'never' || preparation.kind === 'declined'",
        replace: "preparation.kind === 'declined'",
      },
    ],
  },
  {
    id: 'counted-by-two',
    title: 'a sender counts a batch that another sender may still be about to count',
    edits: [
      {
        file: `${sending}/claim.ts`,
        find: 'const remaining = (entry.recountedAt ?? at) + invocationOver - run.now();',
        replace: 'const remaining = Math.min(0, (entry.recountedAt ?? at) + invocationOver - run.now());',
      },
    ],
  },
  {
    id: 'no-last-look',
    title: 'the sender looks neither at the consent nor at the address again',
    edits: [
      {
        file: `${sending}/evaluate-contact.ts`,
        find: 'if (objection === undefined) return omitAbsent({ profile });',
        replace:
          'if (objection === undefined || (objection.kind === "refused" && objection.reason !== "no_address")) return omitAbsent({ profile });',
      },
      {
        file: `${sending}/check-address.ts`,
        find: 'addressState === undefined ? undefined : admitAddress(addressState, message, policy, now);',
        replace: 'undefined as ReturnType<typeof admitAddress>;',
      },
    ],
  },
  {
    id: 'late-into-quiet',
    title: 'the sender does not evaluate quiet hours for a message that is late',
    edits: [
      {
        file: `${sending}/evaluate-contact.ts`,
        find: 'const quiet = evaluateWaiting(profile, message, policy, now);',
        replace:
          'const quiet = message.id === "" ? evaluateWaiting(profile, message, policy, now) : undefined;',
      },
    ],
  },
  {
    id: 'contact-uncounted',
    title: 'what went out is not entered in the ledger of contacts',
    edits: [
      {
        file: 'engine/messages/contact-ledger.ts',
        find: '  turn.profile.contacts = makeFit(keepAsked(caps, all, turn.now));\n',
        replace: '  makeFit(keepAsked(caps, all, turn.now));\n',
      },
    ],
  },
  {
    id: 'checkpoint-first',
    title: 'a run writes its checkpoint before the tasks of the page are queued',
    edits: [
      {
        file: 'app/runs/fan-out/scan-segment.ts',
        find: '    const isWritten = await runs.saveSegment(next);\n',
        replace:
          '    const isWritten = await runs.saveSegment(next);\n    await queueRunTasks(dependencies, run.task, page.people, page.version);\n',
      },
      {
        file: 'app/runs/fan-out/scan-segment.ts',
        find: '      await queueRunTasks(dependencies, run.task, page.people, page.version);\n      telemetry',
        replace: '      telemetry',
      },
    ],
  },
];
