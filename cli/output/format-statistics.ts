/** Statistics as tables: messages by origin and channel, why others were not sent, and decisions without a message. */
import { type Dimension, isMessageMeasure, measuredChannels } from '../../engine/model/measures.ts';
import { formatDollars } from './describe-sms.ts';
import { formatCount, formatTable } from './format-table.ts';

type Measures = Readonly<Record<string, number>>;

/** Always shown; the other columns only when they have a count. */
const columns = [
  'sent',
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'complained',
  'failed',
  'suppressed',
  'unknown',
];
const rareColumns = ['unsubscribed', 'machine_opened', 'machine_clicked', 'held', 'undelivered', 'delayed'];

interface Row {
  readonly origin: string;
  readonly channel: string;
  readonly measures: Measures;
}

export function formatStatistics(
  origins: Readonly<Record<string, Measures>>,
  { from, to }: { readonly from: string; readonly to: string },
  by?: Dimension,
): string[] {
  const range = from === to ? from : `${from} to ${to}`;
  const rows = Object.entries(origins).flatMap(([origin, measures]) => splitChannels(origin, measures));
  const decisions = Object.entries(origins).flatMap(([origin, measures]) => listDecisions(origin, measures));
  if (rows.length === 0 && decisions.length === 0) {
    return [`No counts, ${range} (UTC).`];
  }
  return [
    `Messages, ${range} (UTC)`,
    ...(rows.length === 0 ? ['  none'] : formatMessages(rows, by)),
    ...formatBlock('Why not sent', rows.flatMap(listReasons)),
    ...formatBlock('SMS', rows.flatMap(describeBill)),
    ...formatBlock('Conversions', Object.entries(origins).flatMap(listConversions)),
    ...formatBlock('Decisions without a message', decisions),
  ];
}

/** Only these are counted by the dimension: a zero in another column would be wrong. */
const countedBy: Readonly<Partial<Record<Dimension, ReadonlySet<string>>>> = {
  country: new Set(['sent', 'failed', 'suppressed', 'unknown']),
  device: new Set(['opened', 'clicked', 'machine_opened', 'machine_clicked']),
};

function formatMessages(rows: readonly Row[], by: Dimension | undefined): string[] {
  const isSeen = (column: string): boolean => rows.some(({ measures }) => (measures[column] ?? 0) > 0);
  const counted = by === undefined ? undefined : countedBy[by];
  const shown = [...columns, ...rareColumns.filter(isSeen)].filter(
    (column) => counted === undefined || counted.has(column),
  );
  const totals = Object.fromEntries(
    shown.map((column) => [column, rows.reduce((sum, { measures }) => sum + (measures[column] ?? 0), 0)]),
  );
  const body = [...rows, { origin: 'total', channel: '', measures: totals }].map((row) => [
    row.origin,
    row.channel,
    ...shown.map((column) => (row.measures[column] ?? 0).toLocaleString('en-US')),
  ]);
  const widths = shown.map((column, index) =>
    Math.max(column.length, ...body.map((cells) => cells[index + 2]?.length ?? 0)),
  );
  const align = ([origin = '', channel = '', ...cells]: readonly string[]): string[] => [
    origin,
    channel,
    ...cells.map((cell, index) => cell.padStart(widths[index] ?? 0)),
  ];
  return formatTable([['', '', ...shown], ...body].map(align), '  ');
}

/** `email.sent` → a row for email with `sent`. Only the channels that the origin used. */
function splitChannels(origin: string, measures: Measures): Row[] {
  return measuredChannels.flatMap((channel) => {
    const found = Object.entries(measures).filter(([name]) => name.startsWith(`${channel}.`));
    if (found.length === 0) return [];
    const short = found.map(([name, quantity]) => [name.slice(channel.length + 1), quantity] as const);
    return [{ origin, channel, measures: Object.fromEntries(short) }];
  });
}

function listReasons({ origin, channel, measures }: Row): string[][] {
  return Object.entries(measures)
    .filter(([name]) => name.includes('.'))
    .sort()
    .map(([name, quantity]) => {
      const [state = '', reason = ''] = name.split('.');
      return [origin, channel, state, reason, quantity.toLocaleString('en-US')];
    });
}

/** Parts that the provider accepted, and what they cost where the price is known. */
function describeBill({ origin, channel, measures }: Row): string[][] {
  const { parts = 0, cost = 0, unpriced = 0 } = measures;
  if (channel !== 'sms' || parts === 0) return [];
  const priced = parts - unpriced;
  const price =
    unpriced === 0
      ? formatDollars(cost)
      : priced === 0
        ? 'price not known'
        : `${priced.toLocaleString('en-US')} for ${formatDollars(cost)}, ${unpriced.toLocaleString('en-US')} without a known price`;
  return [[origin, `${formatCount(parts, 'part')}: ${price}`]];
}

const conversionMeasures: ReadonlySet<string> = new Set(['converted', 'credit']);

/** Messages that converted, and the events that they are credited with. */
function listConversions([origin, { converted = 0, credit = 0 }]: readonly [string, Measures]): string[][] {
  if (converted === 0 && credit === 0) return [];
  const share = (credit / 100).toLocaleString('en-US', { minimumFractionDigits: 2 });
  return [[origin, `converted ${converted.toLocaleString('en-US')}`, `credit ${share}`]];
}

function listDecisions(origin: string, measures: Measures): string[][] {
  return Object.entries(measures)
    .filter(([name]) => !isMessageMeasure(name) && !conversionMeasures.has(name))
    .sort()
    .map(([name, quantity]) => {
      const [action = '', ...reason] = name.replace(/^decided\./, '').split('.');
      return [origin, action, reason.join(action === 'took' ? ' → ' : ' '), quantity.toLocaleString('en-US')];
    });
}

function formatBlock(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ['', title, ...formatTable(rows, '  ')];
}
