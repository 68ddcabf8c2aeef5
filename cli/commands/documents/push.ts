/** `percorso push`: writes the valid documents of files to the config table, staged or published. */
import { countWaiting } from '../../../app/contracts/count-waiting.ts';
import type { RejectedStore } from '../../../app/ports/rejected-store.ts';
import { pushDocuments } from '../../../app/publish/push-documents.ts';
import type { StagingPorts } from '../../../app/publish/staging.ts';
import type { ReachPlace } from '../../cloud/open-stores.ts';
import { readDocumentFiles } from '../../files/read-document-files.ts';
import { formatPush } from '../../output/format-push.ts';
import { addWaiting } from '../../output/format-waiting.ts';
import type { CommandResult } from '../../terminal/command-result.ts';
import type { ProgressBar } from '../../terminal/progress.ts';

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
}

/** Skips and reports invalid documents. Valid ones are published with `publish`, else staged. */
export async function pushFiles(
  patterns: readonly string[],
  ports: StagingPorts,
  { publish, directory, now, progress, reach, openRejected }: PushOptions,
): Promise<CommandResult> {
  const files = readDocumentFiles(patterns, directory);
  const pushed = await pushDocuments(files.documents, ports, {
    publish,
    now,
    reach,
    onStart: (documents) => progress.start('Pushing', documents),
    onStep: () => progress.step(1),
    onWritten: () => progress.stop(),
  });
  const result = formatPush(pushed, files, reach?.endpoint);
  if (pushed.published === undefined || openRejected === undefined) return result;
  return addWaiting(result, await countWaiting(pushed.published.report.changes, openRejected));
}
