/** `percorso push`: writes the valid documents of files to the config table, staged or published. */
import { countWaiting } from '../../../app/contracts/count-waiting.ts';
import type { InventoryStore } from '../../../app/ports/inventory-store.ts';
import type { RejectedStore } from '../../../app/ports/rejected-store.ts';
import { pushDocuments } from '../../../app/publish/push-documents.ts';
import type { StagingPorts } from '../../../app/publish/staging.ts';
import type { ReachPlace } from '../../cloud/open-stores.ts';
import { readDocumentFiles } from '../../files/read-document-files.ts';
import { addForecast } from '../../output/format-forecast.ts';
import { formatPush } from '../../output/format-push.ts';
import { addWaiting } from '../../output/format-waiting.ts';
import type { CommandResult } from '../../terminal/command-result.ts';
import type { ProgressBar } from '../../terminal/progress.ts';
import { forecast, readContracts } from './publish.ts';

export interface PushOptions {
  readonly publish: boolean;
  readonly directory: string;
  readonly progress: ProgressBar;
  /** Epoch ms. */
  readonly now: number;
  /** Absent: the affected people are not counted. */
  readonly reach?: ReachPlace | undefined;
  /** Absent: the events that wait for a contract are not counted. */
  readonly openRejected?: () => Promise<RejectedStore>;
  /** Absent: contracts are not compared with what the sources send. */
  readonly openInventory?: () => Promise<Pick<InventoryStore, 'list'>>;
}

/** Skips and reports invalid documents. Valid ones are published with `publish`, else staged. */
export async function pushFiles(
  patterns: readonly string[],
  ports: StagingPorts,
  options: PushOptions,
): Promise<CommandResult> {
  const { publish, directory, now, progress, reach, openRejected } = options;
  const files = readDocumentFiles(patterns, directory);
  const before = publish ? await readContracts(ports, options) : [];
  const pushed = await pushDocuments(files.documents, ports, {
    publish,
    now,
    reach,
    onStart: (documents) => progress.start('Pushing', documents),
    onStep: () => progress.step(1),
    onWritten: () => progress.stop(),
  });
  const formatted = formatPush(pushed, files, reach?.endpoint);
  const change = publish ? { before, after: await readContracts(ports, options) } : undefined;
  const result = addForecast(formatted, change && (await forecast(change, options)), true);
  if (pushed.published === undefined || openRejected === undefined) return result;
  return addWaiting(result, await countWaiting(pushed.published.report.changes, openRejected));
}
