/** Runs, their shards' checkpoints and plans as items: each field an attribute, readable in the AWS console. */
import type { Json } from '../../engine/json.ts';
import {
  activeRunsPartition,
  planPartition,
  runPartition,
  runSortKey,
  schemaVersion,
  shardPartition,
  shardSortKey,
} from '../keys.ts';
import type { ShardCheckpoint, WalkPlan, WalkRun } from '../ports.ts';
import { checkSchemaVersion, type Item, makeNumber, makeText } from './attributes.ts';
import { decodeJson, encodeJson } from './json-attribute.ts';

const DAY_SECONDS = 86_400;
/** Of runs: a year and a month, to compare with the year before. */
const runDays = 400;
/** Of checkpoints: the longest that a run may be paused. */
const shardDays = 90;

/** What every item carries beside its fields. */
const frame = new Set(['pk', 'sk', 'entity', 'schemaVersion', 'expiresAt', 'active']);

export function makeRunKey(subject: string, run: number): Item {
  return { pk: makeText(runPartition(subject)), sk: makeText(runSortKey(run)) };
}

export function makeShardKey(subject: string, run: number, shard: number): Item {
  return { pk: makeText(shardPartition(subject, run)), sk: makeText(shardSortKey(shard)) };
}

export function encodeRun(run: WalkRun): Item {
  const isActive = run.status === 'running' || run.status === 'paused';
  return {
    ...makeRunKey(run.subject, run.run),
    ...encodeFrame('Walk'),
    ...encodeFields(run),
    expiresAt: makeNumber(expireAfter(run.createdAt, runDays)),
    // Only these are in the index.
    ...(isActive ? { active: makeText(activeRunsPartition) } : {}),
  };
}

export function decodeRun(item: Item): WalkRun {
  return decodeFields(item, 'Walk') as unknown as WalkRun;
}

export function encodeShard(checkpoint: ShardCheckpoint): Item {
  const { subject, run, shard, updatedAt } = checkpoint;
  return {
    ...makeShardKey(subject, run, shard),
    ...encodeFrame('WalkShard'),
    ...encodeFields(checkpoint),
    expiresAt: makeNumber(expireAfter(updatedAt, shardDays)),
  };
}

export function decodeShard(item: Item): ShardCheckpoint {
  return decodeFields(item, 'WalkShard') as unknown as ShardCheckpoint;
}

export function encodePlan(plan: WalkPlan): Item {
  return {
    pk: makeText(planPartition),
    sk: makeText(plan.subject),
    ...encodeFrame('WalkPlan'),
    ...encodeFields(plan),
  };
}

export function decodePlan(item: Item): WalkPlan {
  return decodeFields(item, 'WalkPlan') as unknown as WalkPlan;
}

export function expireAfter(at: number, days: number): number {
  return Math.floor(at / 1000) + days * DAY_SECONDS;
}

function encodeFrame(entity: string): Item {
  return { entity: makeText(entity), schemaVersion: makeNumber(schemaVersion) };
}

function encodeFields(value: object): Item {
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.map(([name, field]) => [name, encodeJson(field as Json)]));
}

function decodeFields(item: Item, entity: string): Record<string, Json> {
  checkSchemaVersion(item, entity);
  const fields = Object.entries(item).filter(([name]) => !frame.has(name));
  return Object.fromEntries(fields.map(([name, attribute]) => [name, decodeJson(attribute)]));
}
