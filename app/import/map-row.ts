/** Makes a touchpoint of a row, or says which column is wrong. */
import { createHash } from 'node:crypto';
import type { Json, JsonObject } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { readConsentState } from '../../engine/channels/stated-consents.ts';
import { readTouchpoint, TouchpointUnreadableError } from '../ingest/read-touchpoint.ts';
import type { TouchpointLine } from '../ingest/touchpoint-line.ts';
import type { SentTouchpoint } from '../ports/touchpoint-sender.ts';
import { type ColumnMapping, foldHeader, type ImportMapping } from './mapping.ts';
import { readCell } from './read-cell.ts';

/** Where a row was before it was written to a reject file. */
export interface RowOrigin {
  readonly importId: string;
  readonly line: number;
}

/** One record of a file. */
export interface ImportRow {
  /** Its first line in the file, from 1. */
  readonly line: number;
  /** By folded header; texts of a CSV, any value of JSON lines. */
  readonly cells: ReadonlyMap<string, Json>;
  /** As they are in the file, for the reject file. */
  readonly raw: readonly string[];
  /** The file has no readable record here. */
  readonly problem?: string;
  /** Of a row of a reject file: it stays the row of the file that it is from. */
  readonly origin?: RowOrigin;
}

export interface RejectedRow {
  readonly line: number;
  readonly column?: string;
  /** Says nothing about the value, which can be personal data. */
  readonly reason: string;
  readonly raw: readonly string[];
  readonly origin?: RowOrigin;
}

export type MappedRow = TouchpointLine | RejectedRow;

export function isRejected(row: MappedRow): row is RejectedRow {
  return 'reason' in row;
}

/** A value that a row states: counted for the report. */
export interface RowCounter {
  count(target: string, what: 'set' | 'deleted' | 'yes' | 'no'): void;
}

export interface RowSettings {
  /** Of the import: a hash of the file. */
  readonly importId: string;
  /** Epoch ms. */
  readonly now: number;
  readonly counter: RowCounter;
  /** Whether the ids of a row identify a person. Absent: not checked. */
  readonly isIdentified?: (touchpoint: SentTouchpoint) => boolean;
  /** Epoch ms, of rows without a timestamp; the moment of their receipt when absent. */
  readonly occurredAt?: number;
  /** The rows trigger what their event triggers. A yes in them is weak nevertheless. */
  readonly isLive?: boolean;
}

class CellInvalidError extends Error {
  readonly code = 'cell_invalid';
  readonly column: string;
  constructor(column: string, reason: string) {
    super(reason);
    this.name = 'CellInvalidError';
    this.column = column;
  }
}

interface Draft {
  userId?: Json;
  anonymousId?: Json;
  timestamp?: Json;
  readonly traits: JsonObject;
  readonly properties: JsonObject;
  readonly consent: JsonObject;
  readonly externalIds: JsonObject[];
}

/** `row.line` makes the id of the touchpoint, unless the mapping names columns for it. */
export function mapRow(row: ImportRow, mapping: ImportMapping, settings: RowSettings): MappedRow {
  const rejected = { line: row.line, raw: row.raw, ...omitAbsent({ origin: row.origin }) };
  if (row.problem !== undefined) return { ...rejected, reason: row.problem };
  try {
    const { touchpoint, counts, at } = readRow(row, mapping, settings);
    if (settings.isIdentified?.(touchpoint) === false) return { ...rejected, reason: unidentified };
    for (const [target, what] of counts) settings.counter.count(target, what);
    const bytes = Buffer.byteLength(JSON.stringify(touchpoint));
    return { touchpoint, line: row.line, bytes, ...omitAbsent({ at }) };
  } catch (error) {
    if (error instanceof CellInvalidError)
      return { ...rejected, column: error.column, reason: error.message };
    if (error instanceof TouchpointUnreadableError) return { ...rejected, reason: describe(error) };
    throw error;
  }
}

const unidentified =
  'no id that identifies a person: each is a placeholder such as null, or the contact policy rules it out';

/** Its problem has the received value, which can be personal data: the code in parentheses says what is wrong. */
function describe({ message, remedy }: TouchpointUnreadableError): string {
  const path = /^([\w.[\]]+): received .*\((\w+)\)\.$/s.exec(message);
  return path === null ? `${message} ${remedy}` : `${path[1]} (${path[2]}): ${remedy}`;
}

type Counts = [target: string, what: 'set' | 'deleted' | 'yes' | 'no'][];

function readRow(row: ImportRow, mapping: ImportMapping, settings: RowSettings) {
  const { importId, now, occurredAt, isLive } = settings;
  const draft: Draft = { traits: {}, properties: {}, consent: {}, externalIds: [] };
  const counts: Counts = [];
  for (const [key, state] of Object.entries(mapping.consent ?? {})) stateConsent(draft, counts, key, state);
  for (const [header, column] of Object.entries(mapping.columns)) {
    if (column.to !== 'ignore') readColumn(row, header, column, { mapping, draft, counts });
  }
  const { traits, properties, consent, externalIds, ...ids } = draft;
  const { event = 'Identify', consentSource } = mapping;
  const stated = keepFilled(consent);
  const facts = {
    ...ids,
    ...omitAbsent({
      type: mapping.event === undefined ? 'identify' : undefined,
      traits: keepFilled(traits),
      properties: keepFilled(properties),
    }),
  };
  const context = omitAbsent({
    consent: stated,
    consentSource: stated && consentSource,
    externalIds: externalIds.length > 0 ? externalIds : undefined,
  });
  const value = {
    source: mapping.source,
    name: event,
    detail: {
      messageId: makeId(row, mapping, importId, { ...facts, context }),
      ...omitAbsent({ timestamp: occurredAt && new Date(occurredAt).toISOString() }),
      ...facts,
      context: {
        import: { id: importId, line: row.line, ...omitAbsent({ live: isLive || undefined }) },
        ...context,
      },
    },
  };
  return { ...readTouchpoint(value, { source: mapping.source, now, isChecked: true }), counts };
}

function keepFilled(values: JsonObject): JsonObject | undefined {
  return Object.keys(values).length > 0 ? values : undefined;
}

/**
 * An event is identified by its row: it happened once, however often its row is corrected. A row without an event states
 * what the person is: corrected, it is another statement, which replaces the first.
 */
function makeId(
  row: ImportRow,
  { id, source, event }: ImportMapping,
  ofFile: string,
  content: object,
): string {
  const { importId, line } = row.origin ?? { importId: ofFile, line: row.line };
  const values = (id ?? []).map((header) => String(row.cells.get(foldHeader(header)) ?? '').trim());
  const empty = id?.find((_, index) => values[index] === '');
  if (empty !== undefined) throw new CellInvalidError(empty, 'empty, although it identifies the row');
  const place = id === undefined ? [importId, line] : [source, event ?? '', ...values];
  if (id === undefined && event !== undefined) return `import-${importId}-${line}`;
  const text = JSON.stringify(event === undefined ? [...place, content] : place);
  return `import-${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
}

interface Place {
  readonly mapping: ImportMapping;
  readonly draft: Draft;
  readonly counts: Counts;
}

function readColumn(row: ImportRow, header: string, column: ColumnMapping, place: Place): void {
  const { mapping, draft, counts } = place;
  const given = row.cells.get(foldHeader(header)) ?? null;
  const text = typeof given === 'string' ? given.trim() : given;
  const [target = '', name = ''] = splitTarget(column.to);
  if (target === 'consent') {
    const state = readConsent(column, header, text);
    if (state === undefined) return;
    stateConsent(draft, counts, name, state);
    return;
  }
  const isEmpty = text === '' || text === null;
  if (isEmpty && (target !== 'traits' || (column.empty ?? mapping.empty) === 'nothing')) return;
  const value = isEmpty ? null : readValue(header, column, text, mapping);
  counts.push([column.to, value === null ? 'deleted' : 'set']);
  if (target === 'traits' || target === 'properties') draft[target][name] = value;
  else if (target === 'externalId') draft.externalIds.push({ id: value, type: name });
  else if (target === 'userId' || target === 'anonymousId' || target === 'timestamp') draft[target] = value;
}

function stateConsent({ consent }: Draft, counts: Counts, key: string, state: string): void {
  consent[key] = state;
  counts.push([`consent.${key}`, state === 'denied' ? 'no' : 'yes']);
}

function splitTarget(to: string): [string, string] {
  const dot = to.indexOf('.');
  return dot < 0 ? [to, ''] : [to.slice(0, dot), to.slice(dot + 1)];
}

/** A number, a yes or an object of JSON is taken as it is where the mapping names no type. */
function readValue(header: string, column: ColumnMapping, given: Json, { format }: ImportMapping): Json {
  const type = column.type ?? defaultType(column.to);
  if (typeof given === 'object') {
    if (column.type === undefined && /^(traits|properties)\./.test(column.to)) return given;
    throw new CellInvalidError(header, 'a list or an object');
  }
  if (typeof given !== 'string') {
    const isKept = column.type === undefined ? type === 'text' : typeof given === type;
    if (isKept) return /^(userId|anonymousId|externalId)/.test(column.to) ? String(given) : given;
  }
  const cell = readCell(String(given), type, format);
  if (!cell.ok) throw new CellInvalidError(header, cell.problem);
  return cell.value;
}

function defaultType(to: string): NonNullable<ColumnMapping['type']> {
  if (to === 'timestamp') return 'time';
  return to === 'traits.email' ? 'email' : to === 'traits.phone' ? 'phone' : 'text';
}

function readConsent(column: ColumnMapping, header: string, given: Json): string | undefined {
  const text = given === null ? '' : String(given).trim();
  const isOneOf = (words: readonly string[] = []) =>
    words.some((word) => word.trim().toLowerCase() === text.toLowerCase());
  if (isOneOf(column.no)) return 'denied';
  if (isOneOf(column.yes)) return 'granted';
  if (text === '' || isOneOf(column.nothing)) return undefined;
  const state = readConsentState(text);
  if (state === undefined)
    throw new CellInvalidError(header, 'neither a yes nor a no: list it under yes, no or nothing');
  return state;
}
