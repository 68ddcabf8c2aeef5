/** Runs, the checkpoints of their scan segments, and plans as items: each field an attribute, readable in the AWS console. */

import type { Run, RunPlan, SegmentCheckpoint } from '../../app/ports/run-store.ts';
import type { Json } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { expireAfter } from '../../engine/base/time-units.ts';
import {
  activeRunsPartition,
  planPartition,
  runPartition,
  runSortKey,
  schemaVersion,
  segmentPartition,
  segmentSortKey,
} from '../keys.ts';
import { checkSchemaVersion, type Item, makeNumber, makeText } from './attributes.ts';
import { decodeJson, encodeJson } from './json-attribute.ts';

/** Of runs: a year and a month, to compare with the year before. */
const runDays = 400;
/** Of checkpoints: the maximum duration of a pause. */
const segmentDays = 90;

/** The attributes of every item beside its fields. */
const frame = new Set(['pk', 'sk', 'entity', 'schemaVersion', 'expiresAt', 'active']);

export function makeRunKey(name: string, run: number): Item {
  return { pk: makeText(runPartition(name)), sk: makeText(runSortKey(run)) };
}

export function makeSegmentKey(name: string, run: number, segment: number): Item {
  return { pk: makeText(segmentPartition(name, run)), sk: makeText(segmentSortKey(segment)) };
}

export function encodeRun(run: Run): Item {
  const isActive = run.status === 'running' || run.status === 'paused';
  return {
    ...makeRunKey(run.name, run.run),
    ...encodeFrame('Run'),
    ...encodeFields(run),
    expiresAt: makeNumber(expireAfter(run.createdAt, runDays)),
    // Only active runs are in the index.
    ...omitAbsent({ active: isActive ? makeText(activeRunsPartition) : undefined }),
  };
}

export function decodeRun(item: Item): Run {
  return decodeFields(item, 'Run') as unknown as Run;
}

export function encodeSegment(checkpoint: SegmentCheckpoint): Item {
  const { name, run, segment, updatedAt } = checkpoint;
  return {
    ...makeSegmentKey(name, run, segment),
    ...encodeFrame('RunSegment'),
    ...encodeFields(checkpoint),
    expiresAt: makeNumber(expireAfter(updatedAt, segmentDays)),
  };
}

export function decodeSegment(item: Item): SegmentCheckpoint {
  return decodeFields(item, 'RunSegment') as unknown as SegmentCheckpoint;
}

export function encodePlan(plan: RunPlan): Item {
  return {
    pk: makeText(planPartition),
    sk: makeText(plan.name),
    ...encodeFrame('RunPlan'),
    ...encodeFields(plan),
  };
}

export function decodePlan(item: Item): RunPlan {
  return decodeFields(item, 'RunPlan') as unknown as RunPlan;
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
