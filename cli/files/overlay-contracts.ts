/** The contracts in force with those of files in their place, to try a replay before they are published. */
import { validateAlone } from '../../app/publish/validate-with-table.ts';
import type { EventDocument } from '../../engine/model/documents/event-document.ts';
import { UsageError } from '../terminal/command-result.ts';
import { compileTemplate } from './compile-template.ts';
import { readDocumentFiles } from './read-document-files.ts';

/**
 * A draft counts as live. A contract of the files replaces the one of its id and the one of its event and source; an
 * archived or paused one removes it. Throws UsageError for a file without a valid contract.
 */
export async function overlayContracts(
  published: readonly EventDocument[],
  pattern: string,
  directory: string,
  now: number,
): Promise<readonly EventDocument[]> {
  const files = readDocumentFiles([pattern], directory);
  const { documents, problems } = await validateAlone(files.documents, compileTemplate, now);
  const given = documents.flatMap(({ document }) => (document?.kind === 'event' ? [document] : []));
  const [problem] = problems.filter(
    ({ severity, document }) => severity === 'error' && document.startsWith('event/'),
  );
  if (problem !== undefined || given.length === 0)
    throw new UsageError(
      `${pattern} has ${problem === undefined ? 'no contract' : 'an invalid contract'}.`,
      `Give a valid document of kind event: \`percorso validate ${pattern}\`.`,
    );
  const kept = published.filter(
    (one) =>
      !given.some(({ id, event, source }) => id === one.id || (event === one.event && source === one.source)),
  );
  const live = given.filter(({ status }) => status === 'live' || status === 'draft');
  return [...kept, ...live.map((one): EventDocument => ({ ...one, status: 'live' }))];
}
