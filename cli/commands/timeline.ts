/** `percorso timeline`: everything known of what happened to one person, in plain words, oldest first. */
import type { IdentityStore, TimelineStore } from '../../adapters/ports.ts';
import type { IdentityKey } from '../../engine/touchpoint.ts';
import { type CommandResult, UsageError } from '../command-result.ts';
import { formatTimeline, type TimelineRow, timeOf } from '../output/format-timeline.ts';

/** `person`: a profile id, or `userId:42`, `email:a@example.com`, `anonymousId:...`, `phone:...`, `externalId:type:id`. */
export async function showTimeline(
  person: string,
  limit: number,
  stores: { readonly identities: IdentityStore; readonly timeline: TimelineStore },
): Promise<CommandResult> {
  const key = readIdentity(person);
  const profileId =
    key === undefined ? person : (await stores.identities.find([key], { consistent: true }))[0];
  if (profileId === undefined) return nobody(person);
  const rows = await listRows(stores.timeline, profileId, limit);
  if (rows.length === 0) return nobody(person);
  const ordered = rows.toSorted((left, right) => timeOf(left) - timeOf(right));
  return {
    exitCode: 0,
    json: { profileId, items: rows },
    lines: [
      `Profile ${profileId}`,
      ...formatTimeline(ordered),
      ...(rows.length < limit ? [] : [`These are the newest ${limit} entries; more with --limit.`]),
    ],
  };
}

const identityTypes = ['userId', 'anonymousId', 'email', 'phone', 'externalId'] as const;

function readIdentity(person: string): IdentityKey | undefined {
  const at = person.indexOf(':');
  const type = identityTypes.find((name) => name.toLowerCase() === person.slice(0, at).toLowerCase());
  if (at < 0 || type === undefined) return undefined;
  const value = person.slice(at + 1).trim();
  if (value === '') throw new UsageError(`"${person}" names nobody.`, 'Write it as in userId:42.');
  return { type, value: type === 'email' ? value.toLowerCase() : value };
}

function nobody(person: string): CommandResult {
  const problem = `Nothing is known of ${person}.`;
  const remedy =
    'Give a profile id, or userId:..., anonymousId:..., email:..., phone:+39..., externalId:type:id.';
  return {
    exitCode: 1,
    json: { error: { code: 'unknown_person', problem, remedy } },
    lines: [`${problem} ${remedy}`],
  };
}

async function listRows(timeline: TimelineStore, profileId: string, limit: number): Promise<TimelineRow[]> {
  const rows: TimelineRow[] = [];
  let cursor: string | undefined;
  do {
    const page = await timeline.list(profileId, {
      limit: limit - rows.length,
      ...(cursor === undefined ? {} : { cursor }),
    });
    rows.push(...page.items);
    cursor = page.cursor;
  } while (cursor !== undefined && rows.length < limit);
  return rows;
}
