/** YAML documents as a published program, made as publishing makes it, without a store. */
import { parseAllDocuments } from 'yaml';
import { compileTemplate } from '../../adapters/content/compile-template.ts';
import { hashContent } from '../../app/publish/encode-program.ts';
import { validateStored } from '../../app/publish/validate-stored.ts';
import { buildNextProgram } from '../../engine/config/snapshot/build-snapshot.ts';
import { makeSnapshot } from '../../engine/config/snapshot/make-snapshot.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';

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
  const { documents, problems } = await validateStored(sources, compileTemplate, previous);
  const errors = problems.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(`Refused: ${JSON.stringify(errors)}`);
  const { content } = buildNextProgram(documents, previous);
  const version = (previous?.version ?? 0) + 1;
  return makeSnapshot(content, { version, hash: hashContent(content), publishedAt }, previous);
}
