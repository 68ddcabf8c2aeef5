/** Reads the options --set and --unset, which repair a rejected event. */
import {
  type EventPath,
  eventFields,
  type Repair,
  repairExample,
  suggestEventPath,
} from '../../app/rejected/repair-event.ts';
import { readJson } from '../../engine/touchpoint/read-json.ts';
import { UsageError } from '../terminal/command-result.ts';

export interface RepairOptions {
  /** `path=value`: the value is JSON where it is JSON, else text. */
  readonly set: readonly string[];
  /** Paths to remove. */
  readonly unset: readonly string[];
}

/** Throws UsageError. */
export function readRepair({ set, unset }: RepairOptions): Repair {
  return { set: set.map(readSetting), unset: unset.map(splitPath) };
}

/** Throws UsageError for a path that does not begin at a field of an EventBridge event: it would change nothing. */
export function requireEventPaths({ set, unset }: Repair): void {
  for (const { path } of set) requireEventPath('--set', path);
  for (const path of unset) requireEventPath('--unset', path);
}

function requireEventPath(option: string, path: EventPath): void {
  const meant = suggestEventPath(path);
  if (meant === undefined) return;
  throw new UsageError(
    `${option}: an event has no field "${path[0]}".`,
    `Did you mean ${meant.join('.')}? A path begins with one of ${eventFields.join(', ')}.`,
  );
}

function readSetting(setting: string): Repair['set'][number] {
  const at = setting.indexOf('=');
  if (at < 1) throw new UsageError(`--set: "${setting}" is not path=value.`, repairExample);
  return { path: splitPath(setting.slice(0, at)), value: readValue(setting.slice(at + 1)) };
}

function splitPath(path: string): EventPath {
  const parts = path.split('.');
  if (parts.some((part) => part === '')) throw new UsageError(`"${path}" is not a path.`, repairExample);
  return parts;
}

function readValue(text: string): unknown {
  try {
    return readJson(text);
  } catch {
    return text;
  }
}
