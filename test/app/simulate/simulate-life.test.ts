/** The span of a simulation, what it leaves out, and the preview of a template, as data. */
import { describe, expect, it } from 'vitest';
import { compileTemplate } from '../../../adapters/content/compile-template.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import { previewTemplate } from '../../../app/simulate/preview-template.ts';
import { chooseSpan, simulateLife } from '../../../app/simulate/simulate-life.ts';
import { DAY } from '../../../engine/base/time-units.ts';
import { createProfile } from '../../../engine/model/profile.ts';
import { parseTouchpoint } from '../../../engine/touchpoint/parse-touchpoint.ts';
import { emailTemplate, openStage } from '../../harness/recorded-life.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const arrive = (at: number) => ({
  at,
  input: {
    kind: 'touchpoint' as const,
    touchpoint: parseTouchpoint({
      id: `e${at}`,
      source: 'shop',
      'detail-type': 'Signed Up',
      time: new Date(at).toISOString(),
      detail: { userId: 'anna' },
    }),
  },
});

const documents = `kind: rule
id: greet
status: live
trigger: { event: Signed Up }
actions: [{ update: { traits: { greeted: true } } }]
---
kind: segment
id: greeted
status: live
condition: { profile: { traits: { greeted: [true] } } }
---
kind: journey
id: daily
status: live
trigger: { schedule: { at: 2026-12-01T09:00:00Z }, audience: { segment: greeted } }
start: done
steps: { done: { type: end } }
---
kind: campaign
id: spring
status: live
audience: { segment: greeted }
schedule: { at: 2026-12-01T09:00:00Z }
send: hello
${emailTemplate('hello')}`;

async function openSnapshot() {
  const stage = await openStage();
  await stage.publish(documents);
  const snapshot = await loadPublished(stage.programs);
  if (snapshot === undefined) throw new Error('nothing is published');
  return { stage, snapshot };
}

describe('the span of a simulation', () => {
  it.each([
    [[], {}, { start: now, from: now, until: now + 180 * DAY }],
    [[now - DAY, now], {}, { start: now - DAY, from: now - DAY, until: now + 180 * DAY }],
    [[now - DAY], { from: now }, { start: now - DAY, from: now, until: now + 179 * DAY }],
    [[now], { from: now - DAY, until: now + 1 }, { start: now - DAY, from: now - DAY, until: now + 1 }],
  ])('of arrivals %j with %j is %j', (arrivals, given, span) => {
    expect(chooseSpan(arrivals.map(arrive), { ...given, now })).toEqual({ span, isEmpty: false });
  });

  it('is empty when it would end before it starts', () => {
    expect(chooseSpan([arrive(now)], { until: now - 1, now })).toMatchObject({ isEmpty: true });
  });
});

it('a life has what happened, the events after its end, and what the events of one person do not start', async () => {
  const { snapshot } = await openSnapshot();
  const facts = { userId: 'anna', traits: {}, consent: {} };
  const arrivals = [arrive(now), arrive(now + 2 * DAY)];
  const life = simulateLife(snapshot, facts, arrivals, { start: now, from: now, until: now + DAY });
  expect(life).toMatchObject({
    skipped: 1,
    person: { id: 'anna', createdAt: now },
    notSimulated: { campaigns: ['spring'], journeys: ['daily'] },
  });
  expect(life.simulation.profile.traits['greeted']?.value).toBe(true);
});

it('a preview has the message and its content, or why it cannot be rendered', async () => {
  const { snapshot } = await openSnapshot();
  const header = snapshot.templates.find(({ id }) => id === 'hello');
  if (header === undefined) throw new Error('no template');
  const { compiled } = await compileTemplate({
    kind: 'template',
    id: 'hello',
    status: 'live',
    channel: 'email',
    class: 'promotional',
    content: { subject: 'Hi', html: '<p>Hi</p>' },
  });
  const { touchpoint } = arrive(now).input;
  const request = {
    snapshot,
    header: { ...header, locales: ['it'] },
    compiled,
    profile: createProfile('anna', now),
    touchpoint,
  };
  expect(
    previewTemplate({ ...request, locale: 'it' }, ({ locale }) => ({ subject: `${locale}` })),
  ).toMatchObject({
    outcome: 'rendered',
    message: { template: 'hello', locale: 'it' },
    fields: { subject: 'it' },
  });
  const fail = () => {
    throw new Error('too slow');
  };
  expect(previewTemplate(request, fail)).toEqual({ outcome: 'render_failed', problem: 'too slow' });
});
