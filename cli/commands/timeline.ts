/** `percorso timeline`: everything known of what happened to one person, in plain words, oldest first. */
import type { IdentityStore, LedgerMessage, TimelinePage, TimelineStore } from '../../adapters/ports.ts';
import type { TimelineEntry, Trace } from '../../engine/decision.ts';
import type { IdentityKey } from '../../engine/touchpoint.ts';
import { type CommandResult, UsageError } from '../command-result.ts';
import { formatTable } from '../output/format-table.ts';

type Row = TimelinePage['items'][number];

/** `person`: a profile id, or `userId:42`, `email:a@example.com`, `anonymousId:...`, `phone:...`, `externalId:type:id`. */
export async function showTimeline(
  person: string,
  limit: number,
  stores: { readonly identities: IdentityStore; readonly timeline: TimelineStore },
): Promise<CommandResult> {
  const key = readIdentity(person);
  const profileId =
    key === undefined ? person : (await stores.identities.find([key], { consistent: true }))[0];
  if (profileId === undefined) return nobody(person);
  const rows = await listRows(stores.timeline, profileId, limit);
  if (rows.length === 0) return nobody(person);
  const lines = rows
    .map((row) => ({ at: timeOf(row), row }))
    .sort((left, right) => left.at - right.at)
    .flatMap(({ at, row }) => describeRow(at, row));
  return {
    exitCode: 0,
    json: { profileId, items: rows },
    lines: [
      `Profile ${profileId}`,
      ...formatTable(lines, '  '),
      ...(rows.length < limit ? [] : [`The newest ${limit}; more with --limit.`]),
    ],
  };
}

const identityTypes = ['userId', 'anonymousId', 'email', 'phone', 'externalId'] as const;

function readIdentity(person: string): IdentityKey | undefined {
  const at = person.indexOf(':');
  const type = identityTypes.find((name) => name.toLowerCase() === person.slice(0, at).toLowerCase());
  if (at < 0 || type === undefined) return undefined;
  const value = person.slice(at + 1).trim();
  if (value === '') throw new UsageError(`"${person}" names nobody.`, 'Write it as in userId:42.');
  return { type, value: type === 'email' ? value.toLowerCase() : value };
}

function nobody(person: string): CommandResult {
  const problem = `Nothing is known of ${person}.`;
  const remedy =
    'Give a profile id, or userId:..., anonymousId:..., email:..., phone:+39..., externalId:type:id.';
  return {
    exitCode: 1,
    json: { error: { code: 'unknown_person', problem, remedy } },
    lines: [`${problem} ${remedy}`],
  };
}

async function listRows(timeline: TimelineStore, profileId: string, limit: number): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const page = await timeline.list(profileId, {
      limit: limit - rows.length,
      ...(cursor === undefined ? {} : { cursor }),
    });
    rows.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined && rows.length < limit);
  return rows;
}

function timeOf(row: Row): number {
  return row.kind === 'entry' ? row.entry.occurredAt : row.message.claimedAt;
}

function describeRow(at: number, row: Row): string[][] {
  const time = new Date(at)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, '');
  if (row.kind === 'message') return [[time, row.message.channel, describeMessage(row.message)]];
  const { name, source, traces }: TimelineEntry = row.entry;
  return [
    [time, 'event', `${name} (from ${source})`],
    ...traces.map((trace) => ['', '', `→ ${describeTrace(trace)}`]),
  ];
}

function describeMessage({ template, subject, state, reason, outcomes, attempt }: LedgerMessage): string {
  const what = template === undefined ? subject : `"${template}" for ${subject}`;
  const words: Record<LedgerMessage['state'], string> = {
    claimed: 'being sent',
    released: 'waiting to be tried again',
    sent: 'sent',
    failed: 'failed',
    suppressed: 'held back',
    unknown: 'outcome unknown: not sent again',
  };
  const why = reason === undefined ? '' : ` (${explainReason(reason)})`;
  const tries = attempt > 1 ? `, ${attempt} tries` : '';
  const told = Object.entries(outcomes)
    .sort(([, left], [, right]) => left - right)
    .map(([outcome]) => outcome);
  return `${what}: ${words[state]}${why}${tries}${told.length === 0 ? '' : `; ${told.join(', ')}`}`;
}

function describeTrace({ subject, action, reason, channel, note }: Trace): string {
  const detail = [channel, note].filter((part) => part !== undefined).join(', ');
  return `${subject}: ${action}${detail === '' ? '' : ` (${detail})`}: ${explainReason(reason)}`;
}

const reasons: Readonly<Record<string, string>> = {
  sent_to_channel: 'handed to the channel',
  done: 'done',
  no_consent: 'no consent',
  unsubscribed: 'unsubscribed',
  suppressed_address: 'the address bounced or complained before',
  no_address: 'no address for the channel',
  invalid_address: 'the address is not valid',
  limit_reached: 'the limit is reached',
  historical: 'happened too long ago to trigger anything',
  template_missing: 'the template is not live',
  value_refused: 'a value was refused',
  profile_full: 'the profile is full',
  expired: 'too late',
  outcome_unknown: 'outcome unknown',
  render_failed: 'the template failed',
  provider_refused: 'the provider refused it',
  webhook_refused: 'the other system refused it',
};

/** Unknown codes are shown as they are: newer functions may know more than this command. */
function explainReason(reason: string): string {
  return Object.hasOwn(reasons, reason) ? (reasons[reason] ?? reason) : reason;
}
