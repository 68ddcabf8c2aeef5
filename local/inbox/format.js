// Times are virtual and shown in UTC, money in dollars.
import { capturedChannels } from '../captured-channels.ts';

const DAY = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', day: 'numeric', month: 'short' });
const LONG = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'UTC',
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});
const HOUR = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', hour: '2-digit', minute: '2-digit' });

/** The hour on the clock's own day, else the date. */
export function formatShort(iso, now) {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return '';
  return DAY.format(time) === DAY.format(new Date(now)) ? HOUR.format(time) : DAY.format(time);
}

export function formatLong(iso) {
  const time = new Date(iso);
  return Number.isNaN(time.getTime()) ? '' : `${LONG.format(time)} UTC`;
}

/** Small sums keep two figures that say something. */
export function formatDollars(dollars) {
  if (dollars === 0) return '$0.00';
  if (dollars >= 1) return `$${dollars.toFixed(2)}`;
  const digits = Math.min(9, Math.max(2, 1 - Math.floor(Math.log10(dollars))));
  return `$${dollars.toFixed(digits)}`;
}

/** Sums of one column line up. */
export function formatColumnDollars(dollars) {
  return `$${dollars.toFixed(6)}`;
}

const SERVICES = {
  dynamodb: 'DynamoDB',
  events: 'EventBridge',
  lambda: 'Lambda',
  s3: 'S3',
  ses: 'SES',
  sns: 'SNS',
  sqs: 'SQS',
};

/** `dynamodb.read-request-units` in words. */
export function formatUnit(unit) {
  // Other countries cost up to ten times as much.
  if (unit === 'sms.parts') return 'SMS parts (at the US price)';
  const [service = '', ...what] = unit.split('.');
  return `${SERVICES[service] ?? capturedChannels[service]?.label ?? service} ${what.join(' ').replaceAll('-', ' ').replace('gb m', 'GB m')}`;
}

export function formatNumber(number) {
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 }).format(number);
}

/** JSON on lines of its own; any other text as it is. */
export function indent(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
