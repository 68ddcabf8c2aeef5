/** YAML documents as a published program, made as publishing makes it, without a store. */
import { parseAllDocuments } from 'yaml';
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { hashContent } from '../../adapters/publishing/encode-program.ts';
import { judgeDocuments } from '../../adapters/publishing/judge-documents.ts';
import { buildNextProgram } from '../../engine/config/build-snapshot.ts';
import { makeSnapshot } from '../../engine/config/make-snapshot.ts';
import type { ProgramSnapshot } from '../../engine/program.ts';

/** The next version after `previous`, as of `publishedAt` (epoch ms). Throws when a document is refused. */
export async function makeProgram(
  yaml: string,
  previous?: ProgramSnapshot,
  publishedAt = 0,
): Promise<ProgramSnapshot> {
  const sources = parseAllDocuments(yaml).map((parsed, index) => ({
    origin: `document ${index + 1}`,
    document: parsed.toJS() as unknown,
  }));
  const { documents, problems } = await judgeDocuments(sources, compileTemplate, previous);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(`Refused: ${JSON.stringify(errors)}`);
  const { content } = buildNextProgram(documents, previous);
  const version = (previous?.version ?? 0) + 1;
  return makeSnapshot(content, { version, hash: hashContent(content), publishedAt }, previous);
}
