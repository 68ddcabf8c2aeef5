/** `percorso import`: sends the rows of a CSV or of JSON lines as history. */
import { createHash } from 'node:crypto';
import { type Comparer, startComparison } from '../../../app/import/compare-rows.ts';
import { type ErasedRows, findErasedRows } from '../../../app/import/find-erased-rows.ts';
import { makeIdentityCheck } from '../../../app/import/find-people.ts';
import { type ImportJournal, importRows } from '../../../app/import/import-rows.ts';
import type { ImportRow, RejectedRow } from '../../../app/import/map-row.ts';
import { findMissing, type ImportMapping } from '../../../app/import/mapping.ts';
import type { TouchpointLine } from '../../../app/ingest/touchpoint-line.ts';
import { omitAbsent } from '../../../engine/base/omit-absent.ts';
import { type CloudOptions, connect } from '../../cloud/connect.ts';
import { type ReadIdentityPolicy, readIdentityPolicy } from '../../cloud/open-config.ts';
import { type AskedErasures, openUsedErased } from '../../cloud/open-erased.ts';
import { openObjects, withSender } from '../../cloud/open-sender.ts';
import { openStores } from '../../cloud/open-stores.ts';
import { readNow } from '../../cloud/read-now.ts';
import { type ByteSource, openSource } from '../../files/import/byte-source.ts';
import { openJournal } from '../../files/import/import-journal.ts';
import { openTable, type Table } from '../../files/import/open-table.ts';
import { readMapping } from '../../files/import/read-mapping.ts';
import { type ImportReport, makeCounter, reportImport } from '../../output/format-import.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';
import { explainFailure } from '../../terminal/explain-failure.ts';
import { createCounter } from '../../terminal/progress.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { proposeImport } from './propose-import.ts';

export interface ImportCommandOptions {
  readonly map?: string;
  readonly dryRun: boolean;
  /** With `dryRun`: accepted rows that are compared with the stored profiles. */
  readonly compare?: number;
  readonly propose: boolean;
  readonly restart: boolean;
  readonly event?: string;
  readonly parallel: number;
}

export async function importFile(
  file: string,
  options: ImportCommandOptions,
  cloud: CloudOptions,
  terminal: Terminal,
): Promise<CommandResult> {
  const source = await openSource(file, terminal.directory, () => openObjects(cloud, terminal));
  if (options.propose) return proposeImport(source, options.event);
  if (options.compare !== undefined && !options.dryRun)
    throw new UsageError('--compare needs --dry-run.', 'Give both, or neither.');
  if (options.map === undefined)
    throw new UsageError(
      'Give a mapping: --map MAPPING.yaml.',
      `Write one with percorso import ${file} --propose > mapping.yaml, and check it.`,
    );
  const mapping = readMapping(options.map, terminal.directory);
  const table = await openTable(source, mapping.format);
  return options.dryRun
    ? tryImport(table, mapping, options, cloud, terminal)
    : runImport(source, table, mapping, options, cloud, terminal);
}

const shownRejects = 20;

/** The file's columns are compared with the mapping before the first row is sent. */
async function* checkColumns(table: Table, mapping: ImportMapping): AsyncGenerator<ImportRow> {
  let isFirst = table.type === 'csv';
  for await (const row of table.rows) {
    if (isFirst) requireColumns(table, mapping);
    isFirst = false;
    yield row;
  }
  // A header without rows.
  if (isFirst) requireColumns(table, mapping);
}

function requireColumns({ columns }: Table, mapping: ImportMapping): void {
  const missing = findMissing(mapping, columns);
  if (missing.length > 0)
    throw new UsageError(
      `The file has no column ${missing.map((name) => `"${name}"`).join(', ')}. It has ${columns.map((name) => `"${name}"`).join(', ')}.`,
      'Correct the names in the mapping, or format.delimiter and format.encoding.',
    );
}

async function tryImport(
  table: Table,
  mapping: ImportMapping,
  { compare }: ImportCommandOptions,
  cloud: CloudOptions,
  terminal: Terminal,
): Promise<CommandResult> {
  const comparer = compare === undefined ? undefined : await openComparer(cloud, terminal);
  const counter = makeCounter();
  const first: RejectedRow[] = [];
  const journal: ImportJournal = {
    async keep(_, rejected) {
      first.push(...rejected.slice(0, shownRejects - first.length));
    },
  };
  const now = terminal.now();
  const { identity, unread }: ReadIdentityPolicy =
    comparer ?? (await readIdentityPolicy(cloud, terminal, { isOnlyIfNamed: true }));
  const isIdentified = makeIdentityCheck(identity, now);
  const settings = { importId: table.hash, now, counter, isIdentified };
  const rows = checkColumns(table, mapping);
  const inspect = async (lines: readonly TouchpointLine[]) => {
    const left = (compare ?? 0) - (comparer?.comparison.rows ?? 0);
    for (const line of lines.slice(0, Math.max(left, 0))) await comparer?.add(line);
  };
  const progress = await importRows(rows, { ...settings, mapping, parallel: 1, journal, inspect });
  const comparison = comparer?.comparison;
  const report = {
    isDry: true,
    table,
    mapping,
    progress,
    counts: counter.counts,
    first,
    ...omitAbsent({ unread }),
  };
  return reportImport({ ...report, ...omitAbsent({ comparison }) });
}

async function openComparer(cloud: CloudOptions, terminal: Terminal): Promise<Comparer> {
  const stores = await openStores(cloud, terminal);
  return startComparison(stores, await stores.readNow());
}

async function runImport(
  { place, besides }: ByteSource,
  table: Table,
  mapping: ImportMapping,
  { restart, parallel }: ImportCommandOptions,
  cloud: CloudOptions,
  terminal: Terminal,
): Promise<CommandResult> {
  const connection = connect(cloud, terminal);
  const now = await readNow(connection, terminal);
  const counter = makeCounter();
  const first: RejectedRow[] = [];
  return withSender(cloud, terminal, async (sender) => {
    const { client, endpoint } = connection;
    const stage = cloud.bus ?? cloud.stack ?? cloud.stage ?? terminal.env['PERCORSO_STAGE'];
    const target = JSON.stringify([endpoint, client.region, stage]);
    const key = { file: table.hash, mapping: hashMapping(mapping), target };
    const origin = { place, mapping };
    const files = openJournal(besides, { key, isFresh: restart, origin, form: table, now });
    const report: Omit<ImportReport, 'progress'> = {
      isDry: false,
      table,
      mapping,
      counts: counter.counts,
      first,
      before: files.done,
      rejectFile: files.rejectFile,
    };
    if (files.isDone)
      return reportImport({ ...report, progress: files.done, ...omitAbsent({ erased: files.erased() }) });
    const shown = createCounter(terminal, 'rows');
    let last = files.done;
    let found: ErasedRows | undefined;
    const journal: ImportJournal = {
      async keep(progress, rejected) {
        files.setHeader(table.header);
        first.push(...rejected.slice(0, shownRejects - first.length));
        await files.keep(progress, rejected, found);
        found = undefined;
        last = progress;
        shown.show(progress.rows);
      },
    };
    const rows = checkColumns(table, mapping);
    const { identity, unread } = await readIdentityPolicy(cloud, terminal, { isOnlyIfNamed: false });
    const isIdentified = makeIdentityCheck(identity, now);
    const { register, unasked } = await askErasures(unread, cloud, terminal);
    const inspect = async (lines: readonly TouchpointLine[]) => {
      if (register !== undefined) found = await findErasedRows(register, lines, identity, now);
    };
    const settings = { importId: table.hash, now, counter, isIdentified, inspect };
    const describeErased = () => omitAbsent({ unread, unasked, erased: files.erased() });
    try {
      const done = files.done;
      const progress = await importRows(rows, { ...settings, mapping, parallel, done, sender, journal });
      files.finish();
      return reportImport({ ...report, progress, ...describeErased() });
    } catch (error) {
      // What is wrong with the file is no reason to try again.
      if (error instanceof UsageError) throw error;
      return reportImport({
        ...report,
        ...{ progress: last, failure: explainFailure(error, endpoint) },
        ...describeErased(),
      });
    } finally {
      shown.stop();
    }
  });
}

/** A stage that has erased no one costs one read. `unread`: of the policy. */
async function askErasures(
  unread: string | undefined,
  cloud: CloudOptions,
  terminal: Terminal,
): Promise<{ readonly register?: AskedErasures | undefined; readonly unasked?: string }> {
  if (unread !== undefined) return { unasked: unread };
  try {
    return { register: await openUsedErased(cloud, terminal) };
  } catch (error) {
    if (error instanceof Error && /AccessDenied/.test(error.name))
      return { unasked: 'your permissions do not allow it (they cannot read the register of erased ids)' };
    throw error;
  }
}

function hashMapping(mapping: ImportMapping): string {
  return createHash('sha256').update(JSON.stringify(mapping)).digest('hex').slice(0, 16);
}
