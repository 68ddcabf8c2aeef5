/** `percorso export`: everything that is stored about one person, in one file. */
import { type ExportStores, exportPerson } from '../../../app/rights/export/export-person.ts';
import { checkPersonFile, writePersonFile } from '../../files/person-file.ts';
import { describeTrace } from '../../output/describe-trace.ts';
import { formatCount } from '../../output/format-table.ts';
import { explainReason } from '../../output/reason-words.ts';
import type { CommandResult } from '../../terminal/command-result.ts';
import { describeMissing, type MissingStores } from './describe-missing.ts';

export interface ExportRequest {
  readonly stage: string;
  /** Epoch ms. */
  readonly now: number;
  /** Absent: named by the profile. */
  readonly to?: string | undefined;
  /** As the user's file system names it. */
  readonly resolve: (path: string) => string;
  readonly onProgress: (what: string, done: number) => void;
  /** Before any byte of the person is written: the look is recorded. */
  readonly onFound: (profileId: string) => Promise<void>;
}

const words = { describeTrace, describeReason: explainReason };

/** Throws UsageError where the file is there already or cannot be written. */
export async function writeExport(
  person: string,
  stores: ExportStores & MissingStores,
  { stage, now, to, resolve, onProgress, onFound }: ExportRequest,
): Promise<CommandResult> {
  if (to !== undefined) checkPersonFile(resolve(to));
  const found = await exportPerson(person, stores, { stage, now, words, onProgress });
  if (found === undefined) return describeMissing(person, stores);
  await onFound(found.profileId);
  const file = to ?? `person-${found.profileId}.json`;
  const { counts, bytes } = await writePersonFile(resolve(file), found.sections);
  const { timeline = 0, messages = 0, consentStatements = 0, rejectedEvents } = counts;
  return {
    exitCode: 0,
    json: { file, profileId: found.profileId, bytes, counts },
    lines: [
      `Wrote ${file}: ${formatCount(timeline, 'event')}, ${formatCount(messages, 'message')}, ${formatCount(consentStatements, 'statement')} of consents.`,
      rejectedEvents === undefined
        ? 'Rejected and quarantined events are not in it (--without-rejected).'
        : `It has ${formatCount(rejectedEvents, 'rejected or quarantined event')}.`,
      'It contains personal data: only your user can read it. docs/rights.md explains each section.',
    ],
  };
}
