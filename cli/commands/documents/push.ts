/** `percorso push`: writes the valid documents of files to the config table, staged or published. */
import { pushDocuments } from '../../../app/publish/push-documents.ts';
import type { StagingPorts } from '../../../app/publish/staging.ts';
import type { ReachPlace } from '../../cloud/open-stores.ts';
import { readDocumentFiles } from '../../files/read-document-files.ts';
import { formatPush } from '../../output/format-push.ts';
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
}

/** Skips and reports invalid documents. Valid ones are published with `publish`, else staged. */
export async function pushFiles(
  patterns: readonly string[],
  ports: StagingPorts,
  { publish, directory, now, progress, reach }: PushOptions,
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
  return formatPush(pushed, files, reach?.endpoint);
}
