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
import { readCell } from './read-cell.ts';

export interface ProposedMapping {
  readonly format: Partial<ValueFormat>;
  /** Of every row: the file is a list of people who unsubscribed, or whose address bounced. */
  readonly consent?: Readonly<Record<string, 'no'>>;
  readonly columns: Readonly<Record<string, ColumnMapping>>;
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
  const proposed = all.map(({ name, values }) => {
    const folded = foldHeader(name).replace(/[_.]/g, ' ');
    const target = known.find(([form]) => form.test(folded))?.[1];
    const to = target === undefined || used.has(target) ? toTarget(name, isEvent, used) : target;
    used.add(to);
    const type = /^(traits|properties)\.(?!email$|phone$)/.test(to)
      ? findType(name, values, format)
      : undefined;
    return [name, { to, ...omitAbsent({ type }) }] as const;
  });
  const isListOfNo = columns.some((name) => /^(unsub|clean)_time$/.test(foldHeader(name)));
  const consent = isListOfNo && !used.has('consent.email') ? { email: 'no' as const } : undefined;
  return { format, ...omitAbsent({ consent }), columns: Object.fromEntries(proposed) };
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
