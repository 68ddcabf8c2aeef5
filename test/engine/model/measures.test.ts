/** What is counted under which name. */
import { describe, expect, it } from 'vitest';
import {
  addMeasures,
  type Counts,
  isMessageMeasure,
  measureDecision,
} from '../../../engine/model/measures.ts';
import type { Trace } from '../../../engine/model/timeline-entry.ts';

const trace = (more: Partial<Trace>): Trace => ({
  origin: 'journey:win-back',
  action: 'send',
  reason: 'done',
  ...more,
});

describe('a decision about a message', () => {
  it.each(['held_quiet_hours', 'held_by_cap', 'collecting', 'scheduled'] as const)(
    'to wait, %s, counts as held and not as suppressed',
    (reason) => {
      expect(measureDecision(trace({ reason, channel: 'email' }))).toEqual([
        'email.held',
        `email.held.${reason}`,
      ]);
    },
  );

  it.each(['quiet_hours', 'frequency_capped', 'outranked', 'left_journey', 'control_group'] as const)(
    'against it, %s, counts as suppressed',
    (reason) => {
      expect(measureDecision(trace({ reason, channel: 'sms' }))).toEqual([
        'sms.suppressed',
        `sms.suppressed.${reason}`,
      ]);
    },
  );

  it('counts nothing for it: its sender counts the result', () => {
    expect(measureDecision(trace({ reason: 'sent_to_channel', channel: 'email' }))).toEqual([]);
  });

  it('counts among the others when no channel is known', () => {
    expect(measureDecision(trace({ reason: 'template_missing' }))).toEqual(['decided.send.template_missing']);
  });
});

describe('a decision of a journey', () => {
  it.each<[Partial<Trace>, readonly string[]]>([
    [{ action: 'enter' }, ['entered']],
    [{ action: 'enter', reason: 'reentry_refused' }, ['refused.reentry_refused']],
    [{ action: 'leave', reason: 'converted', step: 'wait-90-days', version: 3 }, ['left', 'left.converted']],
    [{ action: 'leave', reason: 'completed', note: 'bought', step: 'end' }, ['left', 'left.completed']],
    [{ action: 'wait', step: 'wait-90-days', version: 3 }, ['arrived.wait-90-days']],
    [{ action: 'split', step: 'half', note: 'offer-a' }, ['took.half.offer-a']],
    [{ action: 'branch', step: 'is-vip', note: 'gift' }, ['took.is-vip.gift']],
    [{ action: 'update', step: 'mark' }, ['decided.update.done']],
    [{ action: 'continue', reason: 'limit_reached', step: 'a' }, ['decided.continue.limit_reached']],
  ])('%j counts as %j', (more, measures) => {
    expect(measureDecision(trace(more))).toEqual(measures);
  });
});

describe('names of measures', () => {
  it('distinguish messages from other decisions', () => {
    const names = [
      'email.sent',
      'webhook.failed.webhook_refused',
      'push.held',
      'entered',
      'left.converted',
      'emails',
    ];
    expect(names.filter(isMessageMeasure)).toEqual([
      'email.sent',
      'webhook.failed.webhook_refused',
      'push.held',
    ]);
  });

  it('add up by subject, and a subject without measures is not begun', () => {
    const counts: Counts = {};
    addMeasures(counts, 'journey:a', ['left', 'left.exited']);
    addMeasures(counts, 'journey:a', ['left', 'left.converted']);
    addMeasures(counts, 'rule:b', []);
    expect(counts).toEqual({ 'journey:a': { left: 2, 'left.exited': 1, 'left.converted': 1 } });
  });
});
