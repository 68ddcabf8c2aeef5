/** How sending fares: the circuit breakers, each warm-up, and the day's ceilings. Writes nothing. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { DAY, formatUtcDay } from '../../engine/base/time-units.ts';
import { nameStream } from '../../engine/channels/email-streams.ts';
import type { WarmUp } from '../../engine/model/documents/deliverability-policy.ts';
import type { PolicyDocument } from '../../engine/model/documents/policy-document.ts';
import { compileBreaker } from '../../engine/policy/breaker.ts';
import { describeSmsCeilings } from '../../engine/policy/sms-ceilings.ts';
import {
  countDays,
  countWarmUpDays,
  findCeiling,
  findDayOfLast,
  startOfUtcDay,
} from '../../engine/policy/warm-up.ts';
import { shiftByDuration } from '../../engine/time/duration.ts';
import { listPausedHosts, type PausedHost } from '../breaker/count-paused-hosts.ts';
import { readStreams, type StreamState } from '../breaker/run-breaker.ts';
import { sumStreams } from '../breaker/sum-streams.ts';
import type { HostStore } from '../ports/host-store.ts';
import type { PauseRecord } from '../ports/pause-store.ts';
import type { QueueDepth } from '../ports/queues.ts';
import type { SendingAllowance } from '../ports/sending-allowance.ts';
import type { StatisticsReader } from '../ports/statistics-store.ts';

export interface SendingPorts {
  readonly statistics: Pick<StatisticsReader, 'list' | 'listStreams'>;
  readonly allowance: Pick<SendingAllowance, 'read'>;
  /** The queue of promotional email. */
  readonly queue: QueueDepth;
  readonly hosts: Pick<HostStore, 'list'>;
}

export interface SendingState {
  /** Absent when the policy turns it off. */
  readonly breaker?: BreakerState;
  readonly warmUps: readonly WarmUpState[];
  /** Of the current UTC day. */
  readonly smsCeilings: readonly SmsCeilingState[];
  /** To which calls wait. */
  readonly hosts: readonly PausedHost[];
}

export interface SmsCeilingState {
  /** `spend`: in thousandths of a US cent. */
  readonly unit: 'parts' | 'spend';
  readonly ceiling: number;
  /** Of it, what senders have taken. What a process leaves unused is taken and not sent. */
  readonly taken: number;
}

export interface BreakerState {
  /** Epoch ms. */
  readonly from: number;
  /** Below as many emails, nothing is paused. */
  readonly minimum: number;
  /** Shares of the emails sent. */
  readonly limits: Readonly<Record<'complained' | 'bounced', number>>;
  /** With figures in the window. */
  readonly streams: readonly StreamState[];
}

export interface WarmUpState {
  readonly domain: string;
  readonly start: string;
  /** 1 on the first day, 0 or less before it. */
  readonly day: number;
  /** Emails of the current UTC day; absent when the warm-up is over. */
  readonly ceiling?: number;
  /** Of it, what senders have taken. What a process leaves unused is taken and not sent. */
  readonly taken: number;
  /** Promotional emails of the current UTC day. */
  readonly sent: number;
  /** Messages of the queue, approximately: those that warm-up holds, and all others that wait in it. */
  readonly waiting: number;
  /** UTC day on which the last of those may be sent, if no other email comes. */
  readonly lastGoes?: string;
  /** First UTC day without a ceiling; absent if it is more than ten years away. */
  readonly ends?: string;
}

/** `now`: epoch ms. Throws what the ports throw. */
export async function readSending(
  ports: SendingPorts,
  policy: Pick<PolicyDocument, 'breaker' | 'warmUp' | 'sms'>,
  pauses: readonly PauseRecord[],
  now: number,
): Promise<SendingState> {
  const breaker = compileBreaker(policy.breaker);
  const streams = breaker && (await readStreams(ports.statistics, breaker, pauses, now)).streams;
  return {
    ...omitAbsent({
      breaker: breaker &&
        streams && {
          from: shiftByDuration(now, breaker.window, -1),
          minimum: breaker.minimum,
          limits: breaker.limits,
          streams,
        },
    }),
    warmUps: await readWarmUps(ports, policy.warmUp ?? [], now),
    smsCeilings: await Promise.all(
      describeSmsCeilings(policy.sms).map(async ({ name, unit, ceiling }) => ({
        unit,
        ceiling,
        taken: await ports.allowance.read(name, formatUtcDay(now)),
      })),
    ),
    hosts: await listPausedHosts(ports.hosts, now),
  };
}

async function readWarmUps(
  { statistics, allowance, queue }: SendingPorts,
  warmUps: readonly WarmUp[],
  now: number,
): Promise<readonly WarmUpState[]> {
  if (warmUps.length === 0) return [];
  const waiting = await queue.count();
  const today = startOfUtcDay(now);
  const { sums } = await sumStreams(statistics, { from: today, now, resumed: new Map() });
  return Promise.all(
    warmUps.map(async (warmUp) => {
      const taken = await allowance.read(warmUp.domain, formatUtcDay(now));
      const { sent = 0 } = sums[nameStream('promotional', warmUp.domain)] ?? {};
      return planWarmUp(warmUp, { now, taken, sent, waiting });
    }),
  );
}

interface Today {
  readonly now: number;
  readonly taken: number;
  readonly sent: number;
  readonly waiting: number;
}

function planWarmUp(warmUp: WarmUp, today: Today): WarmUpState {
  const { domain, start } = warmUp;
  const days = countDays(warmUp, today.now);
  const formatDay = (after: number | undefined) =>
    after === undefined ? undefined : formatUtcDay(Date.parse(start) + after * DAY);
  const { taken, sent, waiting } = today;
  return {
    domain,
    start,
    day: days + 1,
    taken,
    sent,
    waiting,
    ...omitAbsent({
      ceiling: findCeiling(warmUp, days),
      lastGoes: waiting === 0 ? undefined : formatDay(findDayOfLast(warmUp, today)),
      ends: formatDay(countWarmUpDays(warmUp)),
    }),
  };
}
