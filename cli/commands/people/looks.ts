/** `percorso looks`: who looked at a person, or at whom a key or an operator looked on one day. */
import { findProfileId } from '../../../app/inspect/find-person.ts';
import type { StageStores } from '../../../app/inspect/stage-stores.ts';
import type { Look, LookPage, LookReader } from '../../../app/ports/looks.ts';
import { formatUtcDay } from '../../../engine/base/time-units.ts';
import { listProfileIds } from '../../../engine/model/profile.ts';
import { describeUnknownPerson } from '../../output/describe-unknown.ts';
import { formatMoment } from '../../output/format-moment.ts';
import { formatTable } from '../../output/format-table.ts';
import { type CommandResult, UsageError } from '../../terminal/command-result.ts';

export interface LooksOptions {
  readonly limit: number;
  /** Id of a key, or the ARN of an operator. */
  readonly by?: string;
  /** `2026-11-29`. */
  readonly day?: string;
}

/** Throws UsageError. */
export async function showLooks(
  person: string | undefined,
  { limit, by, day }: LooksOptions,
  looks: LookReader,
  stores: Pick<StageStores, 'identities' | 'profiles' | 'programs'>,
): Promise<CommandResult> {
  if (person === undefined) {
    if (by === undefined || day === undefined)
      throw new UsageError(
        'There is no person.',
        'Name a person, or a key or operator and a day: --by ID --day 2026-11-29.',
      );
    const found = await collect(
      (cursor) => looks.listBy(by, day, cursor),
      limit,
      () => true,
    );
    return describe(found, limit, true);
  }
  const profileId = await findProfileId(person, stores.identities, stores.programs);
  if (profileId === undefined) return describeUnknownPerson(person);
  const profile = await stores.profiles.load(profileId, { consistent: true });
  const isWanted = (look: Look) =>
    (by === undefined || look.by.id === by) && (day === undefined || formatUtcDay(look.at) === day);
  const found: Look[] = [];
  for (const id of profile === undefined ? [profileId] : listProfileIds(profile))
    found.push(...(await collect((cursor) => looks.listOf(id, cursor), limit, isWanted)));
  const newest = found.sort((left, right) => right.at - left.at);
  return describe(newest.slice(0, limit), limit, false);
}

async function collect(
  read: (cursor: string | undefined) => Promise<LookPage>,
  limit: number,
  isWanted: (look: Look) => boolean,
): Promise<readonly Look[]> {
  const found: Look[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    found.push(...page.looks.filter(isWanted));
    cursor = page.cursor;
  } while (cursor !== undefined && found.length < limit);
  return found.slice(0, limit);
}

function describe(looks: readonly Look[], limit: number, hasPeople: boolean): CommandResult {
  const rows = looks.map(({ at, profileId, count, asked, by, parts, from = '' }) => [
    formatMoment(at),
    by.name === undefined ? by.id : `${by.name} (${by.id})`,
    ...(hasPeople ? [profileId ?? describeOthers(count, asked)] : []),
    parts.join(' '),
    from,
  ]);
  const titles = ['when (UTC)', 'who', ...(hasPeople ? ['profile'] : []), 'what', 'from'];
  return {
    exitCode: 0,
    json: { looks: looks.map(({ at, ...look }) => ({ at: new Date(at).toISOString(), ...look })) },
    lines: [
      ...(rows.length === 0 ? ['No look is recorded.'] : formatTable([titles, ...rows])),
      ...(rows.length < limit ? [] : [`These are the newest ${limit}; more with --limit.`]),
    ],
  };
}

/** A list, or an attempt. */
function describeOthers(count = 0, asked: string | undefined): string {
  return asked === undefined ? `a list of ${count.toLocaleString('en-US')}` : `asked for ${asked}`;
}
