/** The timeline of one person in plain words: what came in, what was decided and why, what went out. */
import type { LedgerMessage, TimelinePage } from '../../adapters/ports.ts';
import type { TimelineEntry, Trace } from '../../engine/decision.ts';
import { formatTable } from './format-table.ts';

export type TimelineRow = TimelinePage['items'][number];

/** Epoch ms. */
export function timeOf(row: TimelineRow): number {
  return row.kind === 'entry' ? row.entry.occurredAt : row.message.claimedAt;
}

/** `rows` in the order in which they are shown. Times are UTC. */
export function formatTimeline(rows: readonly TimelineRow[]): string[] {
  return formatTable(rows.filter((row) => !isToldByMessage(row)).flatMap(describeRow), '  ');
}

/** Reports of Percorso on its own messages: the message's line says the same. */
function isToldByMessage(row: TimelineRow): boolean {
  if (row.kind !== 'entry') return false;
  const { source, name, traces } = row.entry;
  return source === 'percorso' && name.startsWith('Message ') && traces.length === 0;
}

function describeRow(row: TimelineRow): string[][] {
  const time = new Date(timeOf(row)).toISOString().slice(0, 19).replace('T', ' ');
  if (row.kind === 'message') return [[time, row.message.channel, describeMessage(row.message)]];
  const { traces }: TimelineEntry = row.entry;
  return [
    [time, ...describeEntry(row.entry)],
    ...traces.map((trace) => ['', '', `→ ${describeTrace(trace)}`]),
  ];
}

function describeEntry({ name, source }: TimelineEntry): string[] {
  if (source !== 'percorso') return ['event', `${name} (from ${source})`];
  return name === 'Time Passed' ? ['time', 'time passed'] : ['event', name];
}

const stateWords: Record<LedgerMessage['state'], string> = {
  claimed: 'being sent',
  released: 'waiting to be tried again',
  sent: 'sent',
  failed: 'failed',
  suppressed: 'held back',
  unknown: 'outcome unknown: not sent again',
};

function describeMessage({ template, subject, state, reason, outcomes, attempt }: LedgerMessage): string {
  const what = template === undefined ? nameSubject(subject) : `"${template}" (${nameSubject(subject)})`;
  const tries = attempt > 1 ? `, ${attempt} tries` : '';
  const reported = Object.entries(outcomes)
    .sort(([, left], [, right]) => left - right)
    .map(([outcome]) => outcome)
    .filter((outcome) => outcome !== state);
  const why = reason === undefined ? '' : `: ${explainReason(reason)}`;
  return `${what}: ${[stateWords[state], ...reported].join(', ')}${tries}${why}`;
}

/** `rule:welcome` → `rule welcome`. */
function nameSubject(subject: string): string {
  return subject.replace(':', ' ');
}

function describeTrace(trace: Trace): string {
  const { subject, action, reason, channel, note } = trace;
  const [kind = '', id = ''] = splitOnce(subject);
  if (action === 'send') {
    const what = [channel, note === undefined ? undefined : `"${note}"`].filter(Boolean).join(' ');
    return reason === 'sent_to_channel'
      ? `${nameSubject(subject)}: send ${what}`
      : `${nameSubject(subject)}: NOT send ${what}: ${explainReason(reason)}`;
  }
  if (reason === 'done') {
    if (kind === 'consent') return `consent to ${id}: ${note ?? action}`;
    if (kind === 'suppression') return `this ${id} address is not written to again: ${splitNote(note)}`;
    if (kind === 'segment') return `${action} segment ${id}`;
    return `${nameSubject(subject)}: ${action}${note === undefined ? '' : ` ${note}`}`;
  }
  const detail = [channel, note].filter((part) => part !== undefined).join(', ');
  return `${nameSubject(subject)}: ${action}${detail === '' ? '' : ` (${detail})`}: ${explainReason(reason)}`;
}

function splitOnce(subject: string): string[] {
  const at = subject.indexOf(':');
  return at < 0 ? [subject] : [subject.slice(0, at), subject.slice(at + 1)];
}

/** `email, bounced` → `bounced`. */
function splitNote(note = ''): string {
  return note.split(', ').at(-1) ?? note;
}

const reasonWords: Readonly<Record<string, string>> = {
  sent_to_channel: 'handed to the channel',
  no_consent: 'no consent was given',
  unsubscribed: 'the person said no to it',
  suppressed_address: 'the address bounced, complained or was refused before',
  no_address: 'there is no address for the channel',
  invalid_address: 'the address is not valid',
  limit_reached: 'the limit of the rule is reached',
  historical: 'it happened too long ago to trigger anything',
  template_missing: 'the template is not live',
  value_refused: 'a value was refused',
  profile_full: 'the profile is full',
  expired: 'it was too late',
  outcome_unknown: 'the answer of the provider was lost',
  render_failed: 'the template failed',
  provider_refused: 'the provider refused it',
  webhook_refused: 'the other system refused it',
};

/** With the code, for docs/reason-codes.md. Newer functions may know codes that this command does not. */
function explainReason(reason: string): string {
  const words = Object.hasOwn(reasonWords, reason) ? reasonWords[reason] : undefined;
  return words === undefined ? reason : `${words} (${reason})`;
}
