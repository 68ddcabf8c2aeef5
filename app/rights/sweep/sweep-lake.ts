/**
 * Removes the rows of erased people from the lake: each file is rewritten in its place, under the condition that it is
 * still the one that was read. A file without a row of them is not written.
 */
import { isObject, type Json } from '../../../engine/base/json.ts';
import { DAY, formatUtcDay } from '../../../engine/base/time-units.ts';
import type { IdentityKey } from '../../../engine/model/touchpoint.ts';
import type { LakeDays } from '../../ports/erasure-receipts.ts';
import type { LakeRewriter } from '../../ports/lake-rewriter.ts';
import type { PeopleIndex } from './people-index.ts';
import type { Removal, SweptPage } from './swept-page.ts';
import type { SweptPerson } from './swept-people.ts';

/** In the order of the sweep. `incoming`: what Firehose has delivered. */
export const lakeFolders = ['incoming', 'touchpoints', 'decisions', 'outcomes', 'people'] as const;
export type LakeFolder = (typeof lakeFolders)[number];

/** Characters of rows that a page reads, about: some seconds. */
const pageLength = 50_000_000;
/** A file that others write again and again: none does. */
const attempts = 5;
/** Clocks of sources are ahead by less. */
const slack = 2 * DAY;

/** Another process writes the file at each attempt. */
export class LakeFileBusyError extends Error {
  readonly code = 'lake_file_busy';
  constructor(key: string) {
    super(`Another process has written ${key} ${attempts} times in a row. The next run reads it again.`);
    this.name = 'LakeFileBusyError';
  }
}

export async function sweepLake(
  lake: LakeRewriter,
  folder: LakeFolder,
  index: PeopleIndex,
  isWanted: (folder: LakeFolder, key: string) => boolean,
  cursor: string | undefined,
): Promise<SweptPage> {
  const removed: Removal[] = [];
  const keys = await lake.list(`${folder}/`, cursor);
  let length = 0;
  for (const key of keys) {
    if (!isWanted(folder, key)) continue;
    length += await rewrite(lake, key, index, removed);
    if (length >= pageLength) return { removed, cursor: key };
  }
  return { removed, cursor: keys.at(-1) };
}

/** The characters that were read. */
async function rewrite(
  lake: LakeRewriter,
  key: string,
  index: PeopleIndex,
  removed: Removal[],
): Promise<number> {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const file = await lake.read(key);
    if (file === undefined) return 0;
    const { kept, receipts } = split(file.text, index);
    if (receipts.length > 0 && !(await lake.replace(key, kept, file.version))) continue;
    removed.push(...receipts.map((receipt) => ({ receipt, kind: 'lakeRows', number: 1 })));
    return file.text.length;
  }
  throw new LakeFileBusyError(key);
}

function split(
  text: string,
  index: PeopleIndex,
): { readonly kept: string; readonly receipts: readonly string[] } {
  const kept: string[] = [];
  const receipts: string[] = [];
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start);
    const end = found === -1 ? text.length : found + 1;
    const line = text.slice(start, end);
    const receipt = findOwner(line, index);
    if (receipt === undefined) kept.push(line);
    else receipts.push(receipt);
    start = end;
  }
  return { kept: kept.join(''), receipts };
}

/** A line that is no row stays. */
function findOwner(line: string, index: PeopleIndex): string | undefined {
  const row = parse(line);
  if (!isObject(row)) return undefined;
  for (const name of ['profile_id', 'person_id']) {
    const id = row[name];
    const receipt = typeof id === 'string' ? index.findByProfile(id) : undefined;
    if (receipt !== undefined) return receipt;
  }
  const received = Date.parse(`${String(row['received_at'] ?? '').replace(' ', 'T')}Z`);
  const ids: readonly (readonly [IdentityKey['type'], Json | undefined])[] = [
    ['userId', row['user_id']],
    ['anonymousId', row['anonymous_id']],
  ];
  for (const [type, value] of ids) {
    const receipt = typeof value === 'string' ? index.findByKey({ type, value }, received) : undefined;
    if (receipt !== undefined) return receipt;
  }
  return undefined;
}

function parse(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json;
  } catch {
    return undefined;
  }
}

/**
 * The files that can have a row of one of these people. The timeline names their days, but for what it has lost:
 * rows that were written `timelineDays` ago, of which some are of an import and older still.
 */
export function chooseFiles(
  people: readonly SweptPerson[],
  timelineDays: number,
  requestedAt: number,
): (folder: LakeFolder, key: string) => boolean {
  const days = new Set<string>();
  let isWhole = false;
  let messagesFrom: string | undefined;
  for (const { plan } of people) {
    const lake: LakeDays | undefined = plan.lake;
    if (lake === undefined || lake.isWhole) isWhole = true;
    for (const day of lake?.days ?? []) days.add(day);
    const from = lake?.messagesFrom;
    if (from !== undefined && (messagesFrom === undefined || from < messagesFrom)) messagesFrom = from;
  }
  const expired = formatUtcDay(requestedAt - timelineDays * DAY + slack);
  return (folder, key) => {
    if (isWhole || folder === 'incoming' || folder === 'people') return true;
    const [, day = ''] = /^\w+\/day=([^/]+)\//.exec(key) ?? [];
    if (folder === 'outcomes' && messagesFrom !== undefined && day >= messagesFrom) return true;
    return days.has(day) || day <= expired;
  };
}
