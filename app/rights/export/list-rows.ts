/** The timelines of a person as one, newest first: entries and messages, each with its decisions in words. */
import type { JsonObject } from '../../../engine/base/json.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { DAY } from '../../../engine/base/time-units.ts';
import type { TimelineEntry, Trace } from '../../../engine/model/timeline-entry.ts';
import { listClicks, readClickLog } from '../../feedback/clicks/click-log.ts';
import type { MessageCopies } from '../../ports/message-copies.ts';
import type { LedgerMessage } from '../../ports/message-ledger.ts';
import type { ShortLink, ShortLinks } from '../../ports/short-links.ts';
import type { TimelineReader } from '../../ports/timeline-store.ts';
import { mapBounded } from '../../runtime/run-bounded.ts';
import { readRows, type TimelineRow } from '../read-rows.ts';
import { mapMoments, showMoments, toJson, toMoment } from './moments.ts';

/** Sentences of the command. */
export interface ExportWords {
  describeTrace(trace: Trace): string;
  describeReason(reason: string): string;
}

export async function* listEntries(
  timeline: TimelineReader,
  profileIds: readonly string[],
  words: ExportWords,
): AsyncGenerator<JsonObject> {
  for await (const row of mergeRows(timeline, profileIds))
    if (row.kind === 'entry') yield describeEntry(row.entry, words);
}

/** Days for which the copy of an email is kept. */
const copyDays = 90;
/** Copies that are read at the same time: each has up to some hundred KB. */
const concurrency = 10;

export interface MessageSources {
  readonly timeline: TimelineReader;
  readonly copies: Pick<MessageCopies, 'find'>;
  readonly links: Pick<ShortLinks, 'find'>;
}

/** `now`: epoch ms. */
export async function* listMessages(
  { timeline, copies, links }: MessageSources,
  profileIds: readonly string[],
  words: ExportWords,
  now: number,
): AsyncGenerator<JsonObject> {
  let waiting: LedgerMessage[] = [];
  const describe = () =>
    mapBounded(waiting, concurrency, async (message) => {
      const hasCopy = message.channel === 'email' && now - message.claimedAt < (copyDays + 1) * DAY;
      const copy = hasCopy ? await copies.find(message.profileId, message.id, now) : undefined;
      const codes = (message.links ?? []).map((code) => links.find(code, now));
      const found = (await Promise.all(codes)).filter((link) => link !== undefined);
      return {
        ...describeMessage(message, words),
        ...describeRecipient(message),
        ...(message.channel === 'email' && { from: copy?.from ?? null, subject: copy?.subject ?? null }),
        copyAsSent: copy?.html ?? null,
        shortLinks: found.map(describeLink),
      };
    });
  for await (const row of mergeRows(timeline, profileIds)) {
    if (row.kind !== 'message') continue;
    waiting.push(row.message);
    if (waiting.length < concurrency) continue;
    yield* await describe();
    waiting = [];
  }
  yield* await describe();
}

/** Each profile's rows are newest first already: the newest of their next ones follows. */
async function* mergeRows(
  timeline: TimelineReader,
  profileIds: readonly string[],
): AsyncGenerator<TimelineRow> {
  const streams = profileIds.map((id) => readSingly(timeline, id));
  const next = await Promise.all(streams.map(async (stream) => (await stream.next()).value));
  for (;;) {
    let newest = -1;
    for (const [index, row] of next.entries()) {
      const best = next[newest];
      if (row && (!best || readTime(row) > readTime(best))) newest = index;
    }
    const row = next[newest];
    if (!row) return;
    yield row;
    next[newest] = (await streams[newest]?.next())?.value;
  }
}

async function* readSingly(
  timeline: TimelineReader,
  profileId: string,
): AsyncGenerator<TimelineRow, undefined> {
  for await (const page of readRows(timeline, [profileId])) yield* page;
  return undefined;
}

function readTime(row: TimelineRow): number {
  return row.kind === 'entry' ? row.entry.occurredAt : row.message.claimedAt;
}

/** `words`: absent where a reader has reason codes alone. */
export function describeEntry(
  {
    profileId,
    touchpointId,
    name,
    source,
    occurredAt,
    receivedAt,
    traces,
    touchpoint,
    previous,
  }: TimelineEntry,
  words?: ExportWords,
): JsonObject {
  return toJson({
    occurredAt: toMoment(occurredAt),
    receivedAt: toMoment(receivedAt),
    event: name,
    source,
    id: touchpointId,
    profileId,
    ...(touchpoint !== undefined && {
      type: touchpoint.type,
      userId: touchpoint.userId,
      anonymousId: touchpoint.anonymousId,
      traits: touchpoint.traits,
      properties: touchpoint.properties,
      context: touchpoint.context,
    }),
    decisions: traces.map((trace) =>
      toJson({ inWords: words?.describeTrace(trace), ...(showMoments(trace) as JsonObject) }),
    ),
    replacedTraits:
      previous === undefined
        ? undefined
        : Object.fromEntries(
            Object.entries(previous).map(([trait, { value, at }]) => [
              trait,
              { value, statedAt: toMoment(at) },
            ]),
          ),
  });
}

/** Null: it was sent before the ledger kept it. */
function describeRecipient({ channel, choice, to }: LedgerMessage): JsonObject {
  if (channel === 'webhook') return { host: to ?? null };
  if (channel === 'push') return { pushServices: to?.split(' ') ?? null };
  return { to: to ?? choice?.to ?? null };
}

function describeLink({ code, url, madeAt, expiresAt }: ShortLink): JsonObject {
  return { code, leadsTo: url, madeAt: toMoment(madeAt), until: toMoment(expiresAt * 1000) };
}

export function describeMessage(message: LedgerMessage, words?: ExportWords): JsonObject {
  const { id, profileId, channel, origin, template, step, variant, locale, state, attempt, reason } = message;
  const { claimedAt, settledAt, waitsUntil, limit, choice, fallbacks, providerId, reportedReason } = message;
  const clicks = listClicks(readClickLog(message));
  return toJson({
    id,
    profileId,
    channel,
    ...omitAbsent({ template, origin, step, variant, locale }),
    state,
    attempts: attempt,
    firstAttemptAt: toMoment(claimedAt),
    settledAt: settledAt === undefined ? undefined : toMoment(settledAt),
    reason,
    reasonInWords: reason === undefined ? undefined : words?.describeReason(reason),
    waitsUntil: waitsUntil === undefined ? undefined : toMoment(waitsUntil),
    limit: limit === undefined ? undefined : showMoments(limit),
    addresses: choice === undefined ? undefined : showMoments(choice),
    contentWithFallback: fallbacks,
    idAtTheProvider: providerId,
    outcomes: mapMoments(message.outcomes),
    reasonOfTheProvider: reportedReason,
    clicks: clicks.map(({ at, device, reason: machine, link }) =>
      toJson({ at: toMoment(at), device, byMachine: machine, hashOfLink: link === '' ? undefined : link }),
    ),
  });
}
