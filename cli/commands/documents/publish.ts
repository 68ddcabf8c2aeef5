/** `percorso publish` and `percorso discard`: publishes or removes staged documents. */

import { countWaiting } from '../../../app/contracts/count-waiting.ts';
import type { RejectedStore } from '../../../app/ports/rejected-store.ts';
import {
  discardDocuments as discardStaged,
  type NotStaged,
  previewPublication,
  publishDocuments as publishStaged,
} from '../../../app/publish/publish-documents.ts';
import type { StagingPorts } from '../../../app/publish/staging.ts';
import type { ReachPlace } from '../../cloud/open-stores.ts';
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
    return formatPublicationPreview(preview, endpoint);
  }
  const published = await publishStaged(labels, ports, options);
  if (published.outcome === 'not_staged') throw describeNotStaged(published);
  const result = formatPublication(published, endpoint);
  if (options.openRejected === undefined) return result;
  return addWaiting(result, await countWaiting(published.report.changes, options.openRejected));
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
