/** What the next run of a campaign would do, person by person. Nothing is saved or sent. */
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { compileProgram } from '../../../engine/compile/compile-program.ts';
import {
  type HistoryNeed,
  listHistoryNeeds,
  listSegmentsInNeed,
} from '../../../engine/config/snapshot/list-history-needs.ts';
import type { CampaignDocument } from '../../../engine/model/documents/campaign-document.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import type { ProgramSnapshot } from '../../../engine/model/program-snapshot.ts';
import { isHoldReason } from '../../../engine/model/reason-codes.ts';
import { resolveSchedule } from '../../../engine/schedules/resolve-schedule.ts';
import { findPreviewedRun, type PreviewedRun, previewReach } from '../../../engine/simulate/preview-reach.ts';
import type { IdentityStore } from '../../ports/identity-store.ts';
import type { ProfileScanner } from '../../ports/profile-scanner.ts';
import type { CompiledTemplate } from '../../ports/program-store.ts';
import type { RenderedFields, RenderRequest } from '../../ports/rendering.ts';
import type { RunStore } from '../../ports/run-store.ts';
import { listPendingTraits } from '../../runs/start-backfill.ts';
import { createReachCount, type Reach } from '../reach/count-mailboxes.ts';
import { createAddressLookUp } from '../reach/look-up-addresses.ts';
import { scanProfiles } from '../scan-profiles.ts';
import { createSmsEstimator, type SmsEstimate } from './estimate-sms.ts';
import { type HeldRun, type HeldRunStore, listHeldRuns } from './held-runs.ts';

export interface RunPreview {
  readonly run: PreviewedRun;
  /** People by what the run does for them. */
  readonly reasons: ReadonlyMap<Reach, number>;
  /** People in the segment. */
  readonly audience: number;
  /** People who get it, or enter the journey, at once; and whose message waits. */
  readonly going: number;
  readonly waiting: number;
  readonly heldRuns: readonly HeldRun[];
  /** The policy's `maxRecipients`. */
  readonly limit?: number;
  /** Computed traits and counters that are not complete for people from before their publication. */
  readonly history: readonly HistoryNeed[];
  /** The segment needs one of them. */
  readonly isIncomplete: boolean;
  readonly profilesRead: number;
  /** Ids of profiles that could not be read or evaluated. */
  readonly unreadable: readonly string[];
  /** Of a campaign that sends an SMS whose content is known, by country. */
  readonly sms?: readonly SmsEstimate[];
}

export interface PreviewOptions {
  /** Epoch ms. */
  readonly now: number;
  /** The campaign is not published. */
  readonly isDraft: boolean;
  readonly onProgress: (read: number) => void;
  /** Of a campaign that sends an SMS. */
  readonly sms?: {
    readonly compiled: CompiledTemplate;
    /** Of the stage: its length is part of an SMS. */
    readonly publicUrl?: string | undefined;
    render(request: RenderRequest): RenderedFields;
  };
}

export interface PreviewStores {
  readonly scanner: ProfileScanner;
  readonly runs: Pick<RunStore, 'listPlans'> & HeldRunStore;
  readonly identities: Pick<IdentityStore, 'read'>;
}

/** `snapshot`: the program with the campaign. Reads all profiles, and the addresses of those that it would be sent to. */
export async function previewRun(
  campaign: CampaignDocument,
  snapshot: ProgramSnapshot,
  { scanner, runs, identities }: PreviewStores,
  { now, isDraft, onProgress, sms }: PreviewOptions,
): Promise<RunPreview> {
  const { id } = campaign;
  const program = compileProgram(snapshot);
  const schedule = resolveSchedule(campaign, isDraft ? {} : snapshot) ?? campaign.schedule;
  const run = findPreviewedRun({ id, schedule }, now, isDraft);
  const count = createReachCount(campaign, snapshot, program.policy);
  const header = snapshot.templates.find((template) => template.id === campaign.send);
  const estimator =
    header?.channel === 'sms' && sms !== undefined
      ? createSmsEstimator(snapshot, { header, ...sms }, sms.render, run.startedAt)
      : undefined;
  const lookUp =
    header === undefined ? undefined : createAddressLookUp(header, snapshot, { identities, count, now });
  const failed: string[] = [];
  /** The addresses at which the person may be reached. */
  const preview = (profile: Profile): readonly string[] => {
    try {
      const addresses = count.note(profile, previewReach(profile, campaign, program, run));
      estimator?.note(profile, addresses);
      return addresses;
    } catch {
      failed.push(profile.id);
      return [];
    }
  };
  const scan = await scanProfiles(
    scanner,
    async (profile) => {
      await lookUp?.begin(preview(profile));
      return true;
    },
    { onProgress },
  );
  await lookUp?.end();
  const reasons = count.sum();
  const limit = snapshot.policy.campaigns?.maxRecipients;
  const pending = await listPendingTraits(runs, snapshot);
  const sumOf = (isCounted: (reach: Reach) => boolean): number =>
    [...reasons].reduce((sum, [reach, people]) => sum + (isCounted(reach) ? people : 0), 0);
  return {
    run,
    reasons,
    audience: sumOf(() => true),
    going: sumOf((reach) => reach === 'sent_to_channel' || reach === 'done'),
    waiting: sumOf(isHoldReason),
    heldRuns: await listHeldRuns(runs, snapshot, [id]),
    ...omitAbsent({ limit, sms: estimator?.sum(count.countCountries()) }),
    history: listHistoryNeeds(snapshot, pending),
    isIncomplete: listSegmentsInNeed(snapshot, pending).includes(campaign.audience.segment),
    profilesRead: scan.read,
    unreadable: [...scan.unreadable, ...failed],
  };
}
