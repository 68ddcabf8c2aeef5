/** `percorso push`: writes the good documents of files into the config table. */
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { judgeDocuments } from '../../adapters/publishing/judge-documents.ts';
import { listDocuments, type PublishingPorts } from '../../adapters/publishing/plan-program.ts';
import { publishProgram } from '../../adapters/publishing/publish-program.ts';
import type { ConfigDocument } from '../../engine/documents.ts';
import type { JsonObject } from '../../engine/json.ts';
import type { CommandResult } from '../command-result.ts';
import { type DocumentFiles, type FileDocument, readDocumentFiles } from '../files/read-document-files.ts';
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
  const { good, problems } = await judgeWithTable(files, ports);
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

/** What the files name may stand in the table already: files are judged together with the documents they do not replace. */
async function judgeWithTable(files: DocumentFiles, ports: PublishingPorts) {
  const stored = await listDocuments(ports.documents);
  const replaced = new Set(files.documents.map(readKey));
  const others = stored
    .filter(({ kind, id }) => !replaced.has(`${kind}/${id}`))
    .map(({ kind, id, document }) => ({ key: { kind, id }, document }));
  const { documents } = await judgeDocuments([...files.documents, ...others], compileTemplate);
  const ours = documents.filter(({ source }) => source.origin !== undefined);
  return {
    good: ours.flatMap(({ document }) => (document === undefined ? [] : [document])),
    problems: ours.flatMap(({ problems }) => problems),
  };
}

function readKey({ document }: FileDocument): string {
  if (typeof document !== 'object' || document === null) return '';
  const kind: unknown = 'kind' in document ? document.kind : undefined;
  const id: unknown = 'id' in document ? document.id : undefined;
  return `${String(kind)}/${String(id)}`;
}

/** A document is JSON: its type only says more. */
function toStored(document: ConfigDocument): { kind: string; id: string } & JsonObject {
  return document as unknown as { kind: string; id: string } & JsonObject;
}
