/** The columns of the lake's tables, as app/ports/lake.ts writes them: a test compares both. Names and order are promises. */

export interface LakeColumn {
  readonly name: string;
  readonly type: 'string' | 'timestamp' | 'int';
}

const text = (...names: readonly string[]): readonly LakeColumn[] =>
  names.map((name) => ({ name, type: 'string' }));
/** UTC, in milliseconds. */
const moment = (...names: readonly string[]): readonly LakeColumn[] =>
  names.map((name) => ({ name, type: 'timestamp' }));
const whole = (name: string): LakeColumn => ({ name, type: 'int' });

/** By table. Each is partitioned by `day`, the UTC day of the event. */
export const lakeColumns: Readonly<Record<string, readonly LakeColumn[]>> = {
  touchpoints: [
    ...text('message_id', 'profile_id', 'user_id', 'anonymous_id', 'name', 'type', 'source'),
    ...moment('occurred_at', 'received_at'),
    ...text('traits', 'properties', 'context'),
  ],
  decisions: [
    ...text('profile_id', 'touchpoint_id', 'touchpoint_name'),
    whole('position'),
    ...moment('occurred_at', 'decided_at'),
    ...text('origin', 'action', 'reason', 'message_id', 'channel', 'step', 'template', 'variant', 'locale'),
    whole('credit'),
    ...text('note'),
  ],
  outcomes: [
    ...text('message_id', 'profile_id', 'outcome', 'channel', 'origin', 'template'),
    ...moment('occurred_at'),
    ...text('properties'),
  ],
  people: [...text('profile_id', 'person_id'), ...moment('since')],
};
