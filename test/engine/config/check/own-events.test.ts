/** Triggers by events that readers, or other systems, can cause as often as they like. */
import { expect, it } from 'vitest';
import { checkJourney } from '../../../../engine/config/check/check-journey.ts';
import { checkRule } from '../../../../engine/config/check/check-rule.ts';
import type { JourneyDocument } from '../../../../engine/model/documents/journey-document.ts';
import type { RuleDocument } from '../../../../engine/model/documents/rule-document.ts';

const checkSending = (trigger: RuleDocument['trigger'], more: Partial<RuleDocument> = {}) =>
  checkRule({ kind: 'rule', id: 'r', status: 'live', actions: [{ send: 'thanks' }], trigger, ...more }).map(
    ({ code, severity }) => `${severity}: ${code}`,
  );

const noLimit = 'warning: limit_missing';
const noSource = 'warning: source_missing';
const source = 'percorso';

it.each([
  'Message Replied',
  'Message Clicked',
  'Message Opened',
  'Preferences Link Requested',
  'Consent Stated',
])('warns of a rule that sends at each %s, from any source', (event) => {
  expect(checkSending({ event })).toEqual([noSource, noLimit]);
  expect(checkSending({ event: ['Page Viewed', event], source })).toEqual([noLimit]);
  expect(checkSending({ event, source }, { limit: { times: 1 } })).toEqual([]);
  expect(checkSending({ event, source }, { actions: [{ emit: 'Seen' }] })).toEqual([]);
});

it('warns of a rule that sends at each tap, which is an event of an app', () => {
  expect(checkSending({ event: 'Push Notification Tapped' })).toEqual([noLimit]);
});

it('warns of the source of a report that no reader repeats, and of nothing at another event', () => {
  expect(checkSending({ event: 'Message Bounced' })).toEqual([noSource]);
  expect(checkSending({ event: 'Order Completed' })).toEqual([]);
  expect(checkSending({ segment: 'vip', on: 'entered' })).toEqual([]);
});

it('names the event and what to write', () => {
  const [warning] = checkRule({
    ...{ kind: 'rule', id: 'r', status: 'live', actions: [{ send: 'thanks' }] },
    trigger: { event: 'Message Replied', source },
  });
  expect(warning).toMatchObject({
    received: 'Message Replied',
    remedy:
      'A reader can cause "Message Replied" any number of times, and each time this document acts again: add a limit, such as "limit: { times: 1, within: P1D }".',
  });
});

it.each([
  [undefined, []],
  [{}, [noLimit]],
  [{ interval: 'P1D' }, []],
  [{ limit: 3 }, []],
] as const)('compares the reentry %j of a journey', (reentry, expected) => {
  const journey: JourneyDocument = {
    ...{ kind: 'journey', id: 'j', status: 'live', start: 'thanks' },
    trigger: { event: 'Message Replied', source },
    steps: { thanks: { type: 'send', template: 'thanks', next: 'end' }, end: { type: 'end' } },
    ...(reentry && { reentry }),
  };
  expect(checkJourney(journey).map(({ code, severity }) => `${severity}: ${code}`)).toEqual(expected);
});
