/** A transactional template never reaches a whole segment by accident: it would pass consent, caps and quiet hours. */
import { describe, expect, it } from 'vitest';
import { publishProgram } from '../../../app/publish/publish-program.ts';
import type { JsonObject } from '../../../engine/base/json.ts';
import { buyers, openMemoryPorts, orders, putAll, type SampleDocument, sms } from '../../harness/samples.ts';

const receipt = { ...sms, id: 'receipt', class: 'transactional' };
const schedule = { at: '2030-01-01T09:00Z' };
const campaign = { kind: 'campaign', id: 'c', status: 'live', audience: { segment: 'buyers' }, schedule };
const steps = { a: { type: 'send', template: 'receipt', next: 'b' }, b: { type: 'end' } };
const journey = { kind: 'journey', id: 'j', status: 'live', start: 'a', steps };
const onSchedule = { ...journey, trigger: { schedule, audience: { segment: 'buyers' } } };
const byApi = { ...journey, trigger: { api: true } };
const policy = (campaigns: JsonObject) => ({ kind: 'policy', id: 'p', status: 'live', campaigns });

async function publish(documents: readonly SampleDocument[]) {
  const ports = openMemoryPorts();
  await putAll(ports, [orders, buyers, receipt, ...documents]);
  const { problems } = await publishProgram(ports, { now: 0, allowShrink: false });
  return problems.map(({ document, path, code, severity }) => [document, path, code, severity].join(' '));
}

describe('a transactional template', () => {
  it.each([
    ['a campaign sends', [{ ...campaign, send: 'receipt' }], 'campaign/c send'],
    ['a campaign sends by a journey', [{ ...campaign, enter: 'j' }, byApi], 'campaign/c enter'],
    ['a journey on a schedule sends', [onSchedule], 'journey/j steps.a.template'],
  ])('that %s is refused, unless the live policy allows it', async (_what, documents, where) => {
    const refused = [`${where} transactional_in_bulk error`];
    expect(await publish(documents)).toEqual(refused);
    expect(await publish([...documents, policy({ allowTransactional: false })])).toEqual(refused);
    const paused = { ...policy({ allowTransactional: true }), status: 'paused' };
    expect(await publish([...documents, paused])).toEqual(refused);
    expect(await publish([...documents, policy({ allowTransactional: true })])).toEqual([]);
  });

  it('that a draft sends gives a warning', async () => {
    const draft = { ...campaign, send: 'receipt', status: 'draft' };
    expect(await publish([draft])).toEqual(['campaign/c send transactional_in_bulk warning']);
  });

  it('that a journey sends at an event gives no warning', async () => {
    expect(await publish([{ ...journey, trigger: { event: 'Order Completed' } }])).toEqual([]);
    expect(await publish([byApi])).toEqual([]);
  });
});
