/** A mail provider with moods, which reports on what it took as SES does: at least once, in any order. */
import type { Provider, ProviderAnswer, RenderedEmail } from '../../app/ports/providers.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import { type MailReportType, mailMembers, makeMailReport } from './events.ts';

/** What a call comes to; `taken, unanswered` and `lost` look the same to the caller. */
export const moods = ['accepted', 'deferred', 'refused', 'taken, unanswered', 'lost'] as const;
export type Mood = (typeof moods)[number];

export const reportTypes = Object.keys(mailMembers) as readonly ReportType[];
export type ReportType = MailReportType;

export interface Report {
  readonly messageId: string;
  readonly type: ReportType;
  /** Epoch ms. */
  readonly at: number;
  /** As EventBridge puts it on the feedback queue. */
  readonly text: string;
}

/** What is reported on the nth message taken: type, and milliseconds after the call. */
export type ReportPlan = readonly (readonly [ReportType, number])[];

export interface MailProvider extends Provider<RenderedEmail> {
  /** Reports made since the last asking. */
  drainReports(): readonly Report[];
  /** Every report ever made. */
  readonly reports: readonly Report[];
}

/** Past their end, moods are good and plans those of the start again. */
export function createMailProvider(
  moodsInTurn: readonly Mood[],
  plans: readonly ReportPlan[],
  now: () => number,
): MailProvider {
  const reports: Report[] = [];
  let [calls, taken, reported] = [0, 0, 0];

  function take(message: SendMessage): void {
    const plan = plans[taken++ % plans.length] ?? [];
    reports.push(...plan.map(([type, after]) => makeReport(message, type, now() + after)));
  }

  return {
    reports,
    drainReports() {
      const fresh = reports.slice(reported);
      reported = reports.length;
      return fresh;
    },
    async send(message): Promise<ProviderAnswer> {
      const mood = moodsInTurn[calls++] ?? 'accepted';
      if (mood === 'deferred') return { kind: 'deferred', reason: 'throttled' };
      if (mood === 'refused') return { kind: 'refused', reason: 'bad_address', fault: 'address' };
      if (mood !== 'lost') take(message);
      if (mood !== 'accepted') throw new Error('socket hang up');
      return { kind: 'accepted', providerId: `ses-${taken}` };
    },
  };
}

function makeReport({ id, profileId, to }: SendMessage, type: ReportType, at: number): Report {
  return { messageId: id, type, at, text: makeMailReport(type, { id, profileId, to, at }) };
}
