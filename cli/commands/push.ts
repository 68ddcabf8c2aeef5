/** `percorso push`: writes the good documents of files into the config table. */
import type { PublishingPorts } from '../../adapters/publishing/plan-program.ts';
import { publishProgram } from '../../adapters/publishing/publish-program.ts';
import type { ConfigDocument } from '../../engine/documents.ts';
import type { JsonObject } from '../../engine/json.ts';
import type { CommandResult } from '../command-result.ts';
import { readDocumentFiles } from '../files/read-document-files.ts';
import { judgeWithTable } from '../judge-with-table.ts';
import { formatPassedOver, formatProblems, locateProblems } from '../output/format-problems.ts';
import { formatPublishReport, toPrintedReport } from '../output/format-report.ts';
import { formatCount } from '../output/format-table.ts';
import type { ProgressBar } from '../output/progress.ts';

export interface PushOptions {
  readonly publish: boolean;
  readonly directory: string;
  readonly now: number;
  readonly progress: ProgressBar;
}

/** Bad documents are left out and named; with `publish` the table is published right away. */
export async function pushFiles(
  patterns: readonly string[],
  ports: PublishingPorts,
  { publish, directory, now, progress }: PushOptions,
): Promise<CommandResult> {
  const files = readDocumentFiles(patterns, directory);
  const { ours, problems } = await judgeWithTable(files.documents, ports);
  const good = ours.flatMap(({ document }) => (document === undefined ? [] : [document]));
  progress.start('Pushing', good.length);
  for (const document of good) {
    await ports.documents.put(toStored(document));
    progress.step(1);
  }
  progress.stop();
  const printed = locateProblems(problems, files);
  const errors = printed.filter(({ severity }) => severity === 'error').length;
  const summary = `Pushed ${formatCount(good.length, 'document')}${errors === 0 ? '' : `; ${formatCount(errors, 'error')}, see above`}.`;
  const lines = [...formatProblems(printed), ...formatPassedOver(files), summary];
  const json = { pushed: good.map(({ kind, id }) => `${kind}/${id}`), problems: printed };
  const exitCode = errors === 0 ? 0 : 1;
  if (!publish) {
    const hint =
      good.length === 0 ? [] : ['It takes effect within a minute, or at once with `percorso publish`.'];
    return { exitCode, json, lines: [...lines, ...hint] };
  }
  const report = await publishProgram(ports, { now, allowShrink: false });
  const isBad = report.outcome === 'refused' || report.problems.some(({ severity }) => severity === 'error');
  return {
    exitCode: isBad ? 1 : exitCode,
    json: { ...json, published: toPrintedReport(report) },
    lines: [...lines, ...formatPublishReport(report)],
  };
}

/** A document is JSON: its type only says more. */
function toStored(document: ConfigDocument): { kind: string; id: string } & JsonObject {
  return document as unknown as { kind: string; id: string } & JsonObject;
}
