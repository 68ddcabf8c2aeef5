import { describe, expect, it } from 'vitest';
import { orderTimeline } from '../../../../app/inspect/order-timeline.ts';
import type { TimelineRow } from '../../../../app/inspect/read-timeline.ts';
import type { LedgerMessage } from '../../../../app/ports/message-ledger.ts';
import { formatTimeline } from '../../../../cli/output/format-timeline.ts';
import type { JsonObject } from '../../../../engine/base/json.ts';
import { reasonCodes } from '../../../../engine/model/reason-codes.ts';
import type { Trace } from '../../../../engine/model/timeline-entry.ts';
import { parseTouchpoint } from '../../../../engine/touchpoint/parse-touchpoint.ts';

const at = Date.parse('2026-11-22T10:00:00Z');

function entry(name: string, traces: readonly Trace[], source = 'shop'): TimelineRow {
  return {
    kind: 'entry',
    entry: { profileId: 'p', touchpointId: name, name, source, occurredAt: at, receivedAt: at, traces },
  };
}

function message(change: Partial<LedgerMessage>): TimelineRow {
  return {
    kind: 'message',
    message: {
      id: 'm',
      profileId: 'p',
      channel: 'email',
      origin: 'rule:welcome',
      template: 'welcome',
      state: 'sent',
      attempt: 1,
      claimedAt: at,
      outcomes: {},
      ...change,
    },
  };
}

const send = (reason: Trace['reason']): Trace => ({
  origin: 'rule:welcome',
  action: 'send',
  reason,
  channel: 'email',
  note: 'welcome',
});

it('shows causes before what they caused, also within one moment', () => {
  const wait = (name: string, receivedAt: number): TimelineRow => {
    const row = entry(name, [], 'percorso');
    return row.kind === 'entry' ? { ...row, entry: { ...row.entry, receivedAt } } : row;
  };
  const enters = entry('Order Completed', []);
  const rows = [message({}), wait('Journey Left', at + 5), wait('Journey Entered', at), enters];
  const shown = [enters, wait('Journey Entered', at), message({}), wait('Journey Left', at + 5)];
  expect(orderTimeline(rows)).toEqual(shown);
  expect(orderTimeline(rows.toReversed())).toEqual(shown);
});

describe('the timeline in words', () => {
  it('shows the decisions, and why a message was not sent, in words and with the code', () => {
    const [first, ...rest] = formatTimeline([
      entry('Signed Up', [
        { origin: 'consent:email', action: 'keep', reason: 'done', note: 'granted' },
        { origin: 'segment:vip', action: 'enter', reason: 'done' },
        send('sent_to_channel'),
        send('no_consent'),
      ]),
    ]);
    expect(first).toMatch(/2026-11-22 10:00:00 {2}event {2}Signed Up \(from shop\)/);
    expect(rest.map((line) => line.trim())).toEqual([
      '→ consent to email: granted',
      '→ enter segment vip',
      '→ rule welcome: send email "welcome"',
      '→ rule welcome: NOT send email "welcome": no consent was given (no_consent)',
    ]);
  });

  it('says that a suppression is lifted, and not that it holds', () => {
    const trace = { origin: 'suppression:email', reason: 'done', channel: 'email', note: 'bounced' } as const;
    const [, kept, lifted] = formatTimeline([
      entry('Address Released', [
        { ...trace, action: 'keep' },
        { ...trace, action: 'lift' },
      ]),
    ]);
    expect(kept?.trim()).toBe('→ no message is sent to this email address again: bounced');
    expect(lifted?.trim()).toBe('→ the suppression of this email address is lifted: bounced');
  });

  it('shows the preferences that a link or the preference centre stated, and not those refused', () => {
    const traits = { contact_frequency: 'weekly', contact_pause_until: null, language: 'it', score: 7 };
    const refused: Trace = {
      origin: 'trait:language',
      action: 'keep',
      reason: 'invalid_value',
      note: 'over 2048 characters',
    };
    const state = (source: string): string[] => {
      const row = entry('Consent Stated', [refused], source);
      const touchpoint = parseTouchpoint({
        id: 'e1',
        source: 'percorso.shop',
        'detail-type': 'Consent Stated',
        time: '2026-11-22T10:00:00Z',
        detail: { messageId: 'e1', userId: 'u', traits },
      });
      if (row.kind !== 'entry') throw new Error('not an entry');
      return formatTimeline([{ ...row, entry: { ...row.entry, touchpoint } }])
        .slice(1)
        .map((line) => line.trim());
    };
    const words = '→ trait language: keep (over 2048 characters): a value was refused (invalid_value)';
    expect(state('percorso')).toEqual([
      '→ the preference contact_frequency is weekly',
      '→ the preference contact_pause_until is removed',
      '→ the preference score is 7',
      words,
    ]);
    expect(state('shop')).toEqual([words]);
  });

  it('has words for every reason code', () => {
    for (const code of reasonCodes.filter((code) => code !== 'sent_to_channel' && code !== 'done')) {
      expect(formatTimeline([entry('A', [send(code)])]).at(-1)).toMatch(
        new RegExp(`: [a-z ,]+ \\(${code}\\)$`),
      );
    }
  });

  it('says which device was removed or has a new token, and why', () => {
    const describeDevice = (name: string, properties: object) => {
      const row = entry(name, [], 'percorso');
      if (row.kind !== 'entry') throw new Error('not an entry');
      const touchpoint = parseTouchpoint({
        id: 'e1',
        source: 'percorso',
        'detail-type': name,
        time: '2026-11-22T10:00:00Z',
        detail: { messageId: 'e1', userId: 'u', properties },
      });
      return formatTimeline([{ ...row, entry: { ...row.entry, touchpoint } }])[1]?.trim();
    };
    const token = 'a'.repeat(64);
    expect(describeDevice('Device Removed', { address: `apns:${token}`, reason: 'Unregistered' })).toBe(
      `→ the device apns:${token.slice(0, 19)}... is removed: Unregistered`,
    );
    const renewed = { address: 'gcm:a', replacement: 'gcm:b', reason: 'updated' };
    expect(describeDevice('Device Replaced', renewed)).toBe('→ the device gcm:a is now gcm:b: updated');
  });

  it('names the further try of a push for busy devices', () => {
    expect(formatTimeline([message({ id: 'm~', channel: 'push' })])[0]).toContain(
      '"welcome" (rule welcome), further try for busy devices: sent',
    );
  });

  it('says once that a message was sent, and then what was reported of it, in order', () => {
    const rows = [
      message({ outcomes: { bounced: at + 2, sent: at + 1 } }),
      entry('Message Sent', [], 'percorso'),
      message({ state: 'failed', attempt: 3, reason: 'provider_refused' }),
      message({ fallbacks: [{ name: 'stock', reason: 'timed_out' }] }),
    ];
    expect(formatTimeline(rows).map((line) => line.replace(/^.*email {2}/, ''))).toEqual([
      '"welcome" (rule welcome): sent, bounced',
      '"welcome" (rule welcome): failed, 3 tries: the provider refused it (provider_refused)',
      '"welcome" (rule welcome): sent, content stock: fallback (timed_out)',
    ]);
  });
});

it('shows what a person replied', () => {
  const reply = (channel: string, properties: JsonObject): TimelineRow => {
    const detail = { userId: 'anna', properties: { channel, to: '+393330000000', ...properties } };
    const time = new Date(at).toISOString();
    const touchpoint = parseTouchpoint({
      ...{ id: 'r', source: 'percorso', 'detail-type': 'Message Replied', time, detail },
    });
    const row = entry('Message Replied', [], 'percorso');
    return row.kind === 'entry' ? { ...row, entry: { ...row.entry, touchpoint } } : row;
  };
  const shown = formatTimeline([
    reply('sms', { text: 'Where is\nmy order?' }),
    reply('whatsapp', { text: 'The receipt', media: 'image' }),
    reply('whatsapp', { text: '', media: 'audio' }),
    entry('Message Sent', [], 'percorso'),
  ]);
  expect(shown.map((line) => line.trim().replaceAll(/ +/g, ' '))).toEqual([
    '2026-11-22 10:00:00 event Message Replied',
    '→ sms: "Where is my order?"',
    '2026-11-22 10:00:00 event Message Replied',
    '→ whatsapp: image "The receipt"',
    '2026-11-22 10:00:00 event Message Replied',
    '→ whatsapp: audio',
  ]);
});

it('says of a conversion that the message was effective, also in a journey without a goal', () => {
  const trace: Trace = { origin: 'journey:welcome', action: 'convert', reason: 'converted', note: 'Bought' };
  const [, line] = formatTimeline([entry('Bought', [trace])]);
  expect(line?.trim()).toBe(
    '→ journey welcome: convert (Bought): the person did what the message is for (converted)',
  );
});
