/** `percorso publish` and `percorso discard`: publishes or removes staged documents. */

import { countWaiting } from '../../../app/contracts/count-waiting.ts';
import { type ContractChange, forecastBreaches } from '../../../app/contracts/forecast-breaches.ts';
import type { InventoryStore } from '../../../app/ports/inventory-store.ts';
import type { RejectedStore } from '../../../app/ports/rejected-store.ts';
import { loadPublished } from '../../../app/publish/load-published.ts';
import {
  discardDocuments as discardStaged,
  type NotStaged,
  previewPublication,
  publishDocuments as publishStaged,
} from '../../../app/publish/publish-documents.ts';
import type { StagingPorts } from '../../../app/publish/staging.ts';
import type { ReachPlace } from '../../cloud/open-stores.ts';
import { addForecast } from '../../output/format-forecast.ts';
import { formatPublication, formatPublicationPreview } from '../../output/format-publication.ts';
import { formatCount } from '../../output/format-table.ts';
import { addWaiting } from '../../output/format-waiting.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export interface PublishCommandOptions {
  /** Epoch ms. */
  readonly now: number;
  readonly allowShrink: boolean;
  /** Report what would be published, and publish nothing. */
  readonly dryRun?: boolean;
  /** Absent: the affected people are not counted. */
  readonly reach?: ReachPlace | undefined;
  /** Absent: the events that wait for a contract are not counted. */
  readonly openRejected?: () => Promise<RejectedStore>;
  /** Absent: contracts are not compared with what the sources send. */
  readonly openInventory?: () => Promise<Pick<InventoryStore, 'list'>>;
}

/** `labels`: staged documents to publish (`campaign/spring`); all when empty. Throws UsageError for one not staged. */
export async function publishDocuments(
  labels: readonly string[],
  ports: StagingPorts,
  options: PublishCommandOptions,
): Promise<CommandResult> {
  const endpoint = options.reach?.endpoint;
  if (options.dryRun === true) {
    const preview = await previewPublication(labels, ports, options);
    if (preview.outcome === 'not_staged') throw describeNotStaged(preview);
    const { previous, content } = preview.plan;
    const change = { before: previous?.contracts ?? [], after: content.contracts ?? [] };
    return addForecast(formatPublicationPreview(preview, endpoint), await forecast(change, options), false);
  }
  const before = await readContracts(ports, options);
  const published = await publishStaged(labels, ports, options);
  if (published.outcome === 'not_staged') throw describeNotStaged(published);
  const answer = await forecast({ before, after: await readContracts(ports, options) }, options);
  const result = addForecast(formatPublication(published, endpoint), answer, true);
  if (options.openRejected === undefined) return result;
  return addWaiting(result, await countWaiting(published.report.changes, options.openRejected));
}

type ForecastOptions = Pick<PublishCommandOptions, 'now' | 'openInventory'>;

export async function forecast(change: ContractChange, { openInventory, now }: ForecastOptions) {
  return openInventory === undefined ? undefined : forecastBreaches(change, openInventory, now);
}

/** In force. None where they are not compared. */
export async function readContracts(
  { programs }: Pick<StagingPorts, 'programs'>,
  { openInventory }: Pick<ForecastOptions, 'openInventory'>,
): Promise<ContractChange['before']> {
  return openInventory === undefined ? [] : ((await loadPublished(programs))?.contracts ?? []);
}

/** Throws UsageError for one that is not staged. */
export async function discardDocuments(
  labels: readonly string[],
  ports: StagingPorts,
): Promise<CommandResult> {
  const result = await discardStaged(labels, ports);
  if (result.outcome === 'not_staged') throw describeNotStaged(result);
  return {
    exitCode: 0,
    json: { discarded: labels },
    lines: [`Discarded ${formatCount(labels.length, 'staged document')}; published documents are unchanged.`],
  };
}

function describeNotStaged({ unknown, staged }: NotStaged): UsageError {
  const choices = staged.length === 0 ? 'Nothing is staged.' : `Staged: ${staged.join(', ')}.`;
  return new UsageError(`Not staged: ${unknown.join(', ')}.`, `${choices} Name documents as kind/id.`);
}
