/** Proposes what the columns of a file mean, from their headers and first rows: for a person to check. */
import type { Json } from '../../engine/base/json.ts';
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import type { ImportRow } from './map-row.ts';
import {
  type ColumnMapping,
  type DateOrder,
  foldHeader,
  type ValueFormat,
  type ValueType,
} from './mapping.ts';
import { describeNationalPhones, proposeConsent } from './propose-consent.ts';
import { looksLikeRowId, proposeRowId } from './propose-row-id.ts';
import { readBoolean, readCell } from './read-cell.ts';

export interface ProposedMapping {
  readonly format: Partial<ValueFormat>;
  /** The column that identifies the event of a row. */
  readonly id?: string;
  /** Of every row: the file is a list of people who unsubscribed, or whose address bounced. */
  readonly consent?: Readonly<Record<string, 'no'>>;
  readonly columns: Readonly<Record<string, ColumnMapping>>;
  /** What the author has to decide: the file does not say it. */
  readonly notes: readonly string[];
}

/** Headers of several languages. */
const known: readonly (readonly [RegExp, string])[] = [
  [/^(e-?mail|mail|email ?address|e-?mail-?adresse|indirizzo e-?mail|correo)$/, 'traits.email'],
  [
    /^(phone|mobile|tel|telefono|telefon|cell(ulare)?|handy|phone ?number|mobile ?phone|numero)$/,
    'traits.phone',
  ],
  [
    /^(user|customer|client|contact|member|kunden|kontakt|cliente|utente)[ _-]?(id|no|nr|number|nummer|code|codice)\.?$/,
    'userId',
  ],
  [/^(id|id cliente|codice cliente|userid|customerid)$/, 'userId'],
  [/^(first ?name|given ?name|vorname|nome|pr\u00e9nom|nombre)$/, 'traits.first_name'],
  [/^(last ?name|surname|family ?name|nachname|cognome|nom|apellido)$/, 'traits.last_name'],
  [/^(language|locale|sprache|lingua|langue)$/, 'traits.locale'],
  [/^((default address )?country( code)?|cc|land|postanschrift \(land\)|paese|pays)$/, 'traits.country'],
  [/^(birthday|birth ?date|date of birth|geburtsdatum|data di nascita)$/, 'traits.birthday'],
  [/^(erstelldatum|created ?date|data di creazione)$/, 'traits.created_at'],
  [/^(time|timestamp|date|datum|data|order ?date|created ?at|ordered ?at)$/, 'timestamp'],
  [
    /^(newsletter|email ?consent|accepts (email )?marketing|opt-?in|marketing|consenso|einwilligung)$/,
    'consent.email',
  ],
  [/^(sms ?consent|accepts sms marketing|sms ?opt-?in)$/, 'consent.sms'],
  [/^(revenue|total|amount|totale|betrag|umsatz|importo)$/, 'properties.revenue'],
];

/** Of these columns, 1 is a no and 0 states nothing: "has not opted out" is no yes. */
const optOuts: readonly (readonly [RegExp, string])[] = [
  [
    /^(has ?)?(e-?mail[ -]?opt(ed)?[ -]?out|opt(ed)?[ -]?out[ -]?(of )?e-?mail|hasoptedoutofemail)$/,
    'consent.email',
  ],
  [/^(has ?)?(sms[ -]?opt(ed)?[ -]?out|opt(ed)?[ -]?out[ -]?(of )?sms|hasoptedoutofsms)$/, 'consent.sms'],
];

/** Of the cells of a column; the others are rejected. */
const mostly = 0.8;
const types: readonly ValueType[] = ['email', 'phone', 'number', 'date', 'time'];
const orders: readonly DateOrder[] = ['YMD', 'DMY', 'MDY'];

/** `rows`: the first ones, some hundred. `isEvent`: further columns are properties, not traits. */
export function proposeMapping(
  columns: readonly string[],
  rows: readonly ImportRow[],
  isEvent: boolean,
): ProposedMapping {
  const valuesOf = (name: string) =>
    rows.flatMap(({ cells }) => {
      const text = String((cells.get(foldHeader(name)) ?? '') as Json).trim();
      return text === '' ? [] : [text];
    });
  const all = columns.map((name) => ({ name, values: valuesOf(name) }));
  const format = proposeFormat(all.map(({ values }) => values));
  const used = new Set<string>();
  const notes: string[] = [];
  const rowId = isEvent ? proposeRowId(findRowIds(columns), rows) : undefined;
  const proposed = all.map(({ name, values }) => {
    const folded = foldSigns(name);
    const optOut = proposeOptOut(folded, values);
    const target = optOut?.to ?? findTarget(name === rowId?.id ? '' : folded, isEvent);
    if (target?.startsWith('consent.') && used.has(target)) notes.push(describeSecond(name, target));
    const to = target === undefined || used.has(target) ? toTarget(name, isEvent, used) : target;
    used.add(to);
    if (to === optOut?.to) return [name, optOut] as const;
    if (to.startsWith('consent.')) return [name, proposeConsent(to, values)] as const;
    if (to === 'traits.phone') notes.push(...describeNationalPhones(name, values));
    const type = /^(traits|properties)\.(?!email$|phone$)/.test(to)
      ? findType(name, values, format)
      : undefined;
    return [name, { to, ...omitAbsent({ type }) }] as const;
  });
  notes.push(...(rowId?.notes ?? []));
  const isListOfNo = columns.some((name) => /^(unsub|clean)_time$/.test(foldHeader(name)));
  const consent = isListOfNo && !used.has('consent.email') ? { email: 'no' as const } : undefined;
  const hasConsent = consent !== undefined || [...used].some((to) => to.startsWith('consent.'));
  if (!isEvent && !hasConsent && (used.has('traits.email') || used.has('traits.phone')))
    notes.push(...describeMissingConsent(used.has('traits.email') ? 'email' : 'sms', columns));
  return {
    format,
    ...omitAbsent({ id: rowId?.id, consent }),
    columns: Object.fromEntries(proposed),
    notes,
  };
}

/** A header that is repeated has a number: `Opt-in (2)`. */
function foldSigns(header: string): string {
  return foldHeader(header)
    .replace(/[_.]/g, ' ')
    .replace(/ \(\d+\)$/, '');
}

/** A row without an event states what a person is: it has no properties. */
function findTarget(folded: string, isEvent: boolean): string | undefined {
  const target = known.find(([form]) => form.test(folded))?.[1];
  return isEvent ? target : target?.replace(/^properties\./, 'traits.');
}

/** Columns whose header is that of an id of the event. */
function findRowIds(columns: readonly string[]): readonly string[] {
  const isPerson = (name: string) =>
    foldHeader(name) !== 'id' &&
    /^(userId|traits\.(email|phone))$/.test(findTarget(foldSigns(name), true) ?? '');
  const hasPerson = columns.some(isPerson);
  return columns.filter((name) => looksLikeRowId(name, hasPerson));
}

function describeSecond(name: string, target: string): string {
  return `Another column states ${target}. "${name}" could state it too: choose the one that counts.`;
}

/** A list of subscribers says when a person joined, and not to what the person agreed. */
function describeMissingConsent(key: string, columns: readonly string[]): string[] {
  const isList = columns.some((name) => /^(optin|confirm)_time$/.test(foldHeader(name)));
  return [
    `No column states a consent, and the proposal does not assume a yes: ${
      isList
        ? 'OPTIN_TIME and CONFIRM_TIME are set for imported members too, and prove no consent.'
        : 'an address alone proves no consent.'
    }`,
    'Where the policy asks for opt-in, these people receive no promotional message. If you have the proof that all of them have said yes, add:',
    `  consent: { ${key}: yes }`,
    '  consentSource: { form: "where and how they said yes" }',
  ];
}

/** Undefined for a column whose cells are no yes or no. Words of both exports, and those of the file. */
function proposeOptOut(folded: string, values: readonly string[]): ColumnMapping | undefined {
  const to = optOuts.find(([form]) => form.test(folded))?.[1];
  const read = values.map((text) => ({ text: text.toLowerCase(), cell: readBoolean(text) }));
  if (to === undefined || read.some(({ cell }) => !cell.ok)) return undefined;
  const wordsOf = (isOut: boolean, usual: readonly string[]) => [
    ...new Set([
      ...usual,
      ...read.flatMap(({ text, cell }) => (cell.ok && cell.value === isOut ? [text] : [])),
    ]),
  ];
  return { to, no: wordsOf(true, ['1', 'true']), nothing: wordsOf(false, ['0', 'false']) };
}

function toTarget(name: string, isEvent: boolean, used: ReadonlySet<string>): string {
  const plain = foldHeader(name).normalize('NFD').replace(/\p{M}/gu, '');
  const base = `${isEvent ? 'properties' : 'traits'}.${plain.replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '') || 'column'}`;
  for (let times = 1; ; times += 1) {
    const target = times === 1 ? base : `${base}_${times}`;
    if (!used.has(target)) return target;
  }
}

/** The decimal sign and the order of dates with which most cells can be read. */
function proposeFormat(columns: readonly (readonly string[])[]): ValueFormat {
  const count = (type: ValueType, format: ValueFormat) =>
    columns.flat().filter((text) => readCell(text, type, format).ok).length;
  const plain: ValueFormat = { decimal: '.', dates: 'YMD', timezone: 'UTC' };
  const comma: ValueFormat = { ...plain, decimal: ',' };
  const decimal = count('number', comma) > count('number', plain) ? ',' : '.';
  const dates = orders.reduce((best, order) =>
    count('time', { ...plain, dates: order }) > count('time', { ...plain, dates: best }) ? order : best,
  );
  return { ...plain, decimal, dates };
}

/** Codes such as 00123 stay text: as a number they would lose digits. */
function findType(name: string, values: readonly string[], format: ValueFormat): ValueType | undefined {
  if (values.length === 0 || values.some((text) => isCode(text, format))) return undefined;
  if (/\b(id|no|nr|code|card|zip|cap|plz|karte)\b/.test(foldHeader(name))) return undefined;
  const isMostly = (type: ValueType) =>
    values.filter((text) => readCell(text, type, format).ok).length >= values.length * mostly;
  return types.find(isMostly);
}

function isCode(text: string, format: ValueFormat): boolean {
  return /^'?0\d/.test(text) && !readCell(text, 'time', format).ok;
}
