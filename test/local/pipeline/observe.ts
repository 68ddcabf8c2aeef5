/** What the product shows of a person and of what it refused: read by the command, as people read it. */
import { type AttributeValue, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unfoldItems } from '../../../adapters/dynamodb/folded-entries.ts';
import { decodeProfile } from '../../../adapters/dynamodb/profile-item.ts';
import type { RejectedTouchpoint } from '../../../app/ports/rejected-store.ts';
import type { TimelinePage } from '../../../app/ports/timeline-store.ts';
import type { Profile } from '../../../engine/model/profile.ts';
import type { Session } from './session.ts';

type TimelineRow = TimelinePage['items'][number];

export interface Person {
  readonly profileId: string;
  readonly items: readonly TimelineRow[];
}

/** `person` as `percorso timeline` takes it: `userId:42`. */
export async function readPerson(session: Session, person: string): Promise<Person> {
  const found = await session.ask<Partial<Person>>('timeline', person);
  const { profileId, items } = found;
  if (profileId === undefined || items === undefined) throw new Error(`${person}: ${JSON.stringify(found)}`);
  return { profileId, items };
}

/** `third-order: sent_to_channel`, one per decision of a rule; newest touchpoint first. */
export function listReasons({ items }: Person): string[] {
  return items.flatMap((item) =>
    item.kind === 'entry' ? item.entry.traces.map(({ origin, reason }) => `${origin}: ${reason}`) : [],
  );
}

export function listMessages({ items }: Person) {
  return items.flatMap((item) => (item.kind === 'message' ? [item.message] : []));
}

/** Of a profile that was merged, the one that it was merged into. */
export async function readProfile(session: Session, person: string): Promise<Profile> {
  const { profileId } = await readPerson(session, person);
  return readStored(session, profileId);
}

async function readStored(session: Session, profileId: string): Promise<Profile> {
  const { Item } = await session.dynamodb.send(
    new GetItemCommand({
      TableName: session.output('ProfilesTable'),
      Key: { pk: { S: profileId } },
      ConsistentRead: true,
    }),
  );
  if (Item === undefined) throw new Error(`There is no profile ${profileId}`);
  const profile = decodeProfile(Item);
  return profile.mergedInto === undefined ? profile : readStored(session, profile.mergedInto[0]);
}

export interface Rejected extends Pick<RejectedTouchpoint, 'id' | 'code' | 'problem' | 'remedy'> {
  readonly key: string;
}

export function listRejected(session: Session): Promise<Rejected[]> {
  return session.ask('rejected', 'list', '--limit', '1000');
}

/** The refused event exactly as it came. */
export async function readRejectedEvent(session: Session, key: string): Promise<string> {
  return (await session.ask<{ readonly text: string }>('rejected', 'show', key)).text;
}

/** Message ids of all touchpoints on timelines, sorted: one that is stored twice is there twice. */
export async function listStoredIds(session: Session): Promise<string[]> {
  const ids: string[] = [];
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await session.dynamodb.send(
      new ScanCommand({
        TableName: session.output('TimelineTable'),
        ...(ExclusiveStartKey && { ExclusiveStartKey }),
      }),
    );
    // One item can have the entries of a session.
    const touchpoints = (page.Items ?? []).filter(({ sk }) => sk?.S?.startsWith('T#'));
    ids.push(...unfoldItems(touchpoints).map(({ entry }) => entry.touchpointId));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return ids.sort();
}
