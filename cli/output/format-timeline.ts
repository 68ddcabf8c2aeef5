/** The timeline of one person: what arrived, what was decided and why, what was sent. */
import { type TimelineRow, timeOf } from '../../app/inspect/read-timeline.ts';
import type { LedgerMessage, ShownFallback } from '../../app/ports/message-ledger.ts';
import { isRestId } from '../../app/send/devices/device-rest.ts';
import { isHoldReason } from '../../engine/model/reason-codes.ts';
import type { TimelineEntry } from '../../engine/model/timeline-entry.ts';
import { deviceEvents } from '../../engine/touchpoint/read-device.ts';
import { explainLimit } from './describe-limit.ts';
import { describeTrace, nameOrigin } from './describe-trace.ts';
import { formatMoment } from './format-moment.ts';
import { formatTable } from './format-table.ts';

/** `rows` in display order. Times are UTC. */
export function formatTimeline(rows: readonly TimelineRow[]): string[] {
  return formatTable(rows.filter((row) => !isShownByMessage(row)).flatMap(describeRow), '  ');
}

/** Percorso's reports on its own messages: the line of the message shows the same. A reply is of the person. */
function isShownByMessage(row: TimelineRow): boolean {
  if (row.kind !== 'entry') return false;
  const { source, name, traces } = row.entry;
  return source === 'percorso' && name.startsWith('Message ') && name !== replied && traces.length === 0;
}

function describeRow(row: TimelineRow): string[][] {
  const time = new Date(timeOf(row)).toISOString().slice(0, 19).replace('T', ' ');
  if (row.kind === 'message') return [[time, row.message.channel, describeMessage(row.message)]];
  const { traces }: TimelineEntry = row.entry;
  return [
    [time, ...describeEntry(row.entry)],
    ...listDevices(row.entry).map((text) => ['', '', `→ ${text}`]),
    ...listReply(row.entry).map((text) => ['', '', `→ ${text}`]),
    ...listPreferences(row.entry).map((text) => ['', '', `→ ${text}`]),
    ...traces.map((trace) => ['', '', `→ ${describeTrace(trace)}`]),
  ];
}

function describeEntry({ name, source }: TimelineEntry): string[] {
  if (source !== 'percorso') return ['event', `${name} (from ${source})`];
  return name === 'Time Passed' ? ['time', 'time passed'] : ['event', name];
}

/** What became of a device, and what the push service said: the start of a token is enough to recognize it. */
function listDevices({ name, source, touchpoint }: TimelineEntry): string[] {
  if (source !== 'percorso' || touchpoint === undefined) return [];
  const { address, replacement, reason } = touchpoint.properties;
  if (typeof address !== 'string') return [];
  const why = typeof reason === 'string' ? `: ${reason}` : '';
  if (name === deviceEvents.removed) return [`the device ${shortenToken(address)} is removed${why}`];
  if (name !== deviceEvents.replaced || typeof replacement !== 'string') return [];
  return [`the device ${shortenToken(address)} is now ${shortenToken(replacement)}${why}`];
}

function shortenToken(address: string): string {
  return address.length > 24 ? `${address.slice(0, 24)}...` : address;
}

const replied = 'Message Replied';
const longestReply = 300;

/** `sms: "Where is my order?"`, `whatsapp: image`. */
function listReply({ name, source, touchpoint }: TimelineEntry): string[] {
  if (source !== 'percorso' || name !== replied || touchpoint === undefined) return [];
  const { channel, text = '', media } = touchpoint.properties;
  const written = String(text).replace(/\s+/g, ' ').trim();
  const shown = written.length > longestReply ? `${written.slice(0, longestReply)}...` : written;
  const parts = [typeof media === 'string' ? media : '', shown === '' ? '' : `"${shown}"`];
  return [`${String(channel)}: ${parts.filter((part) => part !== '').join(' ') || 'an empty text'}`];
}

/** What a link or the preference centre stated beyond consents: frequency, pause, language. A refused value has a trace. */
function listPreferences({ name, source, touchpoint, traces }: TimelineEntry): string[] {
  if (source !== 'percorso' || name !== 'Consent Stated') return [];
  return Object.entries(touchpoint?.traits ?? {})
    .filter(([trait]) => !traces.some(({ origin }) => origin === `trait:${trait}`))
    .map(([trait, value]) =>
      value === null
        ? `the preference ${trait} is removed`
        : `the preference ${trait} is ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
}

const stateWords: Record<LedgerMessage['state'], string> = {
  claimed: 'being sent',
  released: 'waiting for a retry',
  sent: 'sent',
  failed: 'failed',
  suppressed: 'held back',
  unknown: 'outcome unknown: not sent again',
};

export function describeMessage(message: LedgerMessage): string {
  const { id, template, origin, state, reason, limit, outcomes, attempt, fallbacks = [] } = message;
  const named = template === undefined ? nameOrigin(origin) : `"${template}" (${nameOrigin(origin)})`;
  const what = isRestId(id) ? `${named}, further try for busy devices` : named;
  const tries = attempt > 1 ? `, ${attempt} tries` : '';
  const reported = Object.entries(outcomes)
    .sort(([, left], [, right]) => left - right)
    .filter(([outcome]) => outcome !== state)
    .map(([outcome]) => describeOutcome(message, outcome));
  const why = reason === undefined ? '' : `: ${explainLimit(reason, limit)}`;
  const shown = fallbacks.map((each) => `, ${describeFallback(each)}`).join('');
  const now = describeHold(message) ?? stateWords[state];
  return `${what}: ${[now, ...reported].join(', ')}${tries}${why}${shown}`;
}

/** `content stock: fallback (timed_out)`. */
export function describeFallback({ name, reason }: ShownFallback): string {
  return `content ${name}: fallback (${reason})`;
}

/** `held until 2026-12-02 01:00`, of a message that its sender keeps on its queue. */
export function describeHold({ state, reason, waitsUntil }: LedgerMessage): string | undefined {
  if (state !== 'released' || reason === undefined || !isHoldReason(reason)) return undefined;
  return waitsUntil === undefined ? 'held' : `held until ${formatMoment(waitsUntil)}`;
}

/** `delivered`, `failed (meta_131049)`. */
export function describeOutcome({ reportedReason }: LedgerMessage, outcome: string): string {
  const hasReason = reportedReason !== undefined && (outcome === 'failed' || outcome === 'bounced');
  return hasReason ? `${outcome} (${reportedReason})` : outcome;
}
