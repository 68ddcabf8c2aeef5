/** Keys of journeys in decisions are values of the person: they are hidden where their field is. */
import { expect, it } from 'vitest';
import { hideOfRejected, hideOfRow, listHidden } from '../../../app/inspect/hide-sensitive.ts';
import type { LedgerMessage } from '../../../app/ports/message-ledger.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import type { TimelineEntry } from '../../../engine/model/timeline-entry.ts';
import { openStage } from '../../harness/recorded-life.ts';

const documents = `
kind: policy
id: contact
status: live
sensitive: [{ path: event.properties.tax, allow: [journey/tax] }, { path: account.iban }]
${['tax', 'cart']
  .map(
    (name) => `---
kind: journey
id: ${name}
status: live
trigger: { event: Greeted }
key: event.properties.${name}
start: rest
steps:
  rest: { type: wait, for: P30D, next: done }
  done: { type: end }
`,
  )
  .join('')}`;

async function openHidden(more = '') {
  const stage = await openStage();
  await stage.publish(documents.replace('sensitive: [', `sensitive: [${more}`));
  return listHidden(await loadPublished(stage.programs));
}

it('hides the key of a journey in a decision where the key is a sensitive value, and no other key', async () => {
  const trace = (origin: string) => ({ origin, action: 'enter', reason: 'entered_journey', key: 'ZQ' });
  const entry = {
    ...{ profileId: 'P1', touchpointId: 't', name: 'Greeted', source: 'shop', occurredAt: 1, receivedAt: 1 },
    traces: [trace('journey:tax'), trace('journey:cart')],
  } as unknown as TimelineEntry;
  const row = hideOfRow({ kind: 'entry', entry } as Parameters<typeof hideOfRow>[0], await openHidden());
  const traces = row.kind === 'entry' ? row.entry.traces : [];
  expect(traces.map(({ key }) => key)).toEqual(['[sensitive]', 'ZQ']);
});

it('hides the addresses of a message where their trait is sensitive, and on no other channel', async () => {
  const message = (channel: 'email' | 'sms' | 'webhook') =>
    ({ channel, to: 'ZQ', choice: { to: 'ZQ', skipped: [] }, state: 'sent' }) as unknown as LedgerMessage;
  const hidden = await openHidden('{ path: profile.traits.email }, ');
  const show = (channel: 'email' | 'sms' | 'webhook', of = hidden) =>
    hideOfRow({ kind: 'message', message: message(channel) }, of);
  expect(show('email')).toEqual({ kind: 'message', message: { channel: 'email', state: 'sent' } });
  for (const channel of ['sms', 'webhook'] as const) expect(JSON.stringify(show(channel))).toContain('ZQ');
  expect(JSON.stringify(show('email', await openHidden()))).toContain('ZQ');
});

it('hides all of a rejected text that is no JSON, and of JSON the fields alone', async () => {
  const hidden = await openHidden();
  expect(hideOfRejected('{"tax": ZQ', undefined, hidden)).toEqual({ text: '[sensitive]', isHidden: true });
  const event = { source: 'pos', detail: { properties: { tax: 'ZQ', total: 1 } } };
  expect(hideOfRejected(JSON.stringify(event), event, hidden)).toMatchObject({
    shown: { source: 'pos', detail: { properties: { tax: '[sensitive]', total: 1 } } },
    isHidden: true,
  });
  const group = { type: 'group', groupId: 'acme', traits: { iban: 'ZQ', plan: 'pro' } };
  const packed = { source: 'crm', detail: { batch: [group, { properties: { tax: 'ZQ' } }, 'text'] } };
  const { shown, text } = hideOfRejected(JSON.stringify(packed), packed, hidden);
  expect(shown).toMatchObject({
    detail: { batch: [{ traits: { iban: '[sensitive]', plan: 'pro' } }, {}, 'text'] },
  });
  expect(text).not.toContain('ZQ');
  const plain = { detail: 'text' };
  expect(hideOfRejected('{"detail":"text"}', plain, hidden)).toMatchObject({ shown: plain, isHidden: false });
});
