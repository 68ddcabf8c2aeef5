/** The circuit breakers, the warm-ups and the ceilings of SMS in words and in JSON. */
import type { PausedHost } from '../../app/breaker/count-paused-hosts.ts';
import type {
  BreakerState,
  SendingState,
  SmsCeilingState,
  WarmUpState,
} from '../../app/inspect/read-sending.ts';
import { parseStream } from '../../engine/channels/email-streams.ts';
import { formatDollars } from './describe-sms.ts';
import { formatMoment } from './format-moment.ts';
import { formatNumber, formatPercent } from './format-number.ts';
import { formatCount, formatTable } from './format-table.ts';

export function describeSending({ breaker, warmUps, smsCeilings, hosts }: SendingState): string[] {
  return [
    ...(breaker === undefined ? ['The circuit breaker is off.'] : describeBreaker(breaker)),
    ...warmUps.flatMap(describeWarmUp),
    ...smsCeilings.map(describeCeiling),
    ...hosts.map(describeHost),
  ];
}

export function sendingToJson({ breaker, warmUps, smsCeilings, hosts }: SendingState) {
  return {
    breaker:
      breaker === undefined
        ? null
        : { ...breaker, from: toIso(breaker.from), streams: listFigures(breaker).map(toPlain) },
    warmUps,
    smsCeilings,
    pausedHosts: hosts.map(({ host, last, pause }) => ({
      host,
      since: toIso(pause.since),
      nextCall: toIso(pause.until),
      reason: last.reason,
    })),
  };
}

function describeCeiling({ unit, ceiling, taken }: SmsCeilingState): string {
  const format = unit === 'parts' ? formatNumber : formatDollars;
  const left = format(Math.max(0, ceiling - taken));
  return `Promotional SMS today (UTC): ${left} of ${format(ceiling)}${unit === 'parts' ? ' parts' : ''} left for senders to take.`;
}

interface Figures {
  readonly class: string;
  readonly domain: string;
  /** Epoch ms. */
  readonly from: number;
  readonly sent: number;
  readonly bounced: number;
  readonly complained: number;
  /** Shares of the emails sent; absent without any. */
  readonly bounceRate?: number;
  readonly complaintRate?: number;
  readonly state: 'within' | 'few' | 'exceeded';
}

function listFigures({ streams, minimum }: BreakerState): Figures[] {
  return streams.map(({ stream, from, counts, trip }) => {
    const { sent = 0, bounced = 0, complained = 0 } = counts;
    const rates = sent === 0 ? {} : { bounceRate: bounced / sent, complaintRate: complained / sent };
    const few = sent < minimum ? 'few' : 'within';
    return {
      ...parseStream(stream),
      from,
      sent,
      bounced,
      complained,
      ...rates,
      state: trip === undefined ? few : 'exceeded',
    };
  });
}

const toIso = (at: number) => new Date(at).toISOString();
const toPlain = ({ from, ...figures }: Figures) => ({ ...figures, from: toIso(from) });

const stateWords = {
  within: 'within the limits',
  few: 'too few to evaluate',
  exceeded: 'over a limit',
} as const;

function describeBreaker(breaker: BreakerState): string[] {
  const { from, minimum, limits } = breaker;
  const since = `since ${formatMoment(from)} UTC`;
  const figures = listFigures(breaker);
  if (figures.length === 0) return [`Circuit breaker: no email ${since}.`];
  return [
    `Circuit breaker: email ${since}. From ${formatCount(minimum, 'email')} on, the limits apply.`,
    ...formatTable(
      figures.map((each) => [
        each.class,
        each.domain,
        `${formatNumber(each.sent)} sent`,
        describeShare('bounces', each.bounced, each.bounceRate, limits.bounced),
        describeShare('complaints', each.complained, each.complaintRate, limits.complained),
        `${stateWords[each.state]}${each.from > from ? `, since the resume at ${formatMoment(each.from)} UTC` : ''}`,
      ]),
      '  ',
    ),
  ];
}

/** `bounces 0.42% (52), limit 5%` */
function describeShare(noun: string, count: number, share: number | undefined, limit: number): string {
  return `${noun} ${share === undefined ? '-' : formatPercent(share)} (${formatNumber(count)}), limit ${formatPercent(limit)}`;
}

function describeHost({ host, last, pause }: PausedHost): string {
  return `Calls to ${host} wait since ${formatMoment(pause.since)} UTC, because it fails (${last.reason}). The next call is made at ${formatMoment(pause.until)} UTC.`;
}

function describeWarmUp(warmUp: WarmUpState): string[] {
  const { domain, start, day, ceiling, taken, sent, ends } = warmUp;
  const end = ends === undefined ? 'without an end within ten years' : `until ${ends}`;
  if (ceiling === undefined)
    return [`The warm-up of ${domain} ended on ${ends}: the policy can leave it out.`];
  const begun = day < 1 ? `starts on ${start}, and its first ceiling applies already` : `day ${day}, ${end}`;
  return [
    `Warm-up of ${domain}: ${begun}.`,
    `  Today: ${formatNumber(sent)} sent, ${formatNumber(Math.max(0, ceiling - taken))} of ${formatNumber(ceiling)} left for senders to take.`,
    ...describeWaiting(warmUp),
  ];
}

function describeWaiting({ waiting, lastGoes }: WarmUpState): string[] {
  if (waiting === 0) return ['  No promotional email waits in the queue.'];
  const last =
    lastGoes === undefined
      ? 'At these ceilings, the last of them goes in more than ten years.'
      : `If all are from this domain and no other comes, the last of them goes on ${lastGoes}.`;
  return [
    `  About ${formatCount(waiting, 'promotional email')} ${waiting === 1 ? 'waits' : 'wait'} in the queue. ${last}`,
  ];
}
