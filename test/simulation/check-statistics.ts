/** Statistics against the ledger and the timeline. Measures are spelt out here, so that a wrong name is found too. */
import { findChannel } from './documents.ts';
import type { Facts } from './facts.ts';
import type { Violation } from './violation.ts';
import type { World } from './world.ts';

type Sums = Record<string, number>;

export function checkStatistics({ stores, story }: World, facts: Facts): readonly Violation[] {
  const expected = expectSums(facts);
  const found: Sums = {};
  for (const [subject, measures] of Object.entries(stores.statistics.sumAll())) {
    for (const [measure, quantity] of Object.entries(measures)) {
      // Every open counts, and a message sent twice is opened twice: neither book knows how often.
      if (measure !== 'email.opens') found[`${subject} ${measure}`] = quantity;
    }
  }
  const isUndone = story.imported?.undoAt !== undefined;
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  return (
    names
      .filter((name) => (expected[name] ?? 0) !== (found[name] ?? 0))
      // An undone row leaves the timeline, and what was counted of it stays.
      .filter(
        (name) =>
          !(isUndone && /^segment:|event_too_old$/.test(name) && (expected[name] ?? 0) < (found[name] ?? 0)),
      )
      .map((name) => ({
        rule: 'statistics agree',
        text: `${name}: statistics say ${found[name] ?? 0}, ledger and timeline ${expected[name] ?? 0}`,
      }))
  );
}

function expectSums({ messages, entries }: Facts): Sums {
  const sums: Sums = {};
  const count = (subject: string, measure: string) => {
    const name = `${subject} ${measure}`;
    sums[name] = (sums[name] ?? 0) + 1;
  };
  for (const { origin, channel, state, reason, outcomes } of messages) {
    count(origin, `${channel}.${state}`);
    if (reason !== undefined) count(origin, `${channel}.${state}.${reason}`);
    if ('delivered' in outcomes) count(origin, 'email.delivered');
    if ('opened' in outcomes) count(origin, 'email.opened');
  }
  for (const { traces } of entries) {
    for (const { origin, action, reason, step, note } of traces) {
      if (reason === 'sent_to_channel') continue;
      if (action === 'send') {
        const isHeld = ['held_quiet_hours', 'held_by_cap', 'collecting', 'scheduled'].includes(reason);
        const measure = `${findChannel(origin)}.${isHeld ? 'held' : 'suppressed'}`;
        count(origin, measure);
        count(origin, `${measure}.${reason}`);
      } else if (action === 'enter') count(origin, reason === 'done' ? 'entered' : `refused.${reason}`);
      else if (action === 'leave') {
        count(origin, 'left');
        if (reason !== 'done') count(origin, `left.${reason}`);
      } else if (action === 'wait' && reason === 'done' && step !== undefined)
        count(origin, `arrived.${step}`);
      else if (action === 'branch' && reason === 'done' && step !== undefined && note !== undefined) {
        count(origin, `took.${step}.${note}`);
      } else count(origin, `decided.${action}.${reason}`);
    }
  }
  return sums;
}
