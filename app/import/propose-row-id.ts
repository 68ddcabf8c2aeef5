/** Proposes the column that identifies the event of a row, or says why one matters. */
import type { Json } from '../../engine/base/json.ts';
import type { ImportRow } from './map-row.ts';
import { foldHeader } from './mapping.ts';

const things =
  'order|transaction|invoice|receipt|payment|booking|reservation|purchase|sale|event|message|ticket|bestell(?:ung)?s?|auftrags?|rechnungs?|beleg|buchungs?|ordine|fattura|transazione|prenotazione|scontrino|commande|facture|pedido|factura';
const marks = 'id|no|nr|n|num|number|nummer|numero|code|codice|ref|reference|#';
/** `Order ID`, `invoice-no.`, `Bestellnummer`. */
const thingFirst = new RegExp(`^(?:${things})[ -]?(?:${marks})$`);
const thingAlone =
  /^(?:order|invoice|transaction|ordine|fattura|transazione|commande|facture|pedido|factura|bestellung|rechnung)$/;
/** `Numero ordine`, `ID de commande`. */
const markFirst = new RegExp(`^(?:${marks})[ -]?(?:(?:di|del|della|de|de la|du|dell'?)[ -]?)?(?:${things})$`);

/** Whether a column, by its header, identifies an event. `id` alone does where another column identifies the person. */
export function looksLikeRowId(header: string, hasPerson: boolean): boolean {
  const plain = foldHeader(header).normalize('NFD').replace(/\p{M}/gu, '');
  const folded = plain
    .replace(/[_.\u00b0\u00ba]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  const isPlainId = hasPerson && /^(?:id|uuid|guid)$/.test(folded);
  return isPlainId || thingFirst.test(folded) || markFirst.test(folded) || thingAlone.test(folded);
}

export interface ProposedRowId {
  readonly id?: string;
  readonly notes: readonly string[];
}

const why =
  'Without "id", a row is identified by its file and line: if you correct the file and import it again, each of its rows counts once more.';
const add = 'Add the columns that identify an event together, before the first import:';

/** `candidates`: columns that look like an id of the event. The values of an id differ in each of the rows. */
export function proposeRowId(candidates: readonly string[], rows: readonly ImportRow[]): ProposedRowId {
  const id = candidates.find((name) => isUnique(name, rows));
  if (id !== undefined) return { id, notes: [] };
  const [first] = candidates;
  const reason =
    first === undefined
      ? 'No column looks like the number of an event.'
      : `"${first}" is empty in a row, or the same in several rows, so it alone does not identify an event.`;
  return { notes: [`${reason} ${why}`, add, `  id: [${first ?? 'Order no'}, Item]`] };
}

function isUnique(name: string, rows: readonly ImportRow[]): boolean {
  const values = rows.map(({ cells }) => String((cells.get(foldHeader(name)) ?? '') as Json).trim());
  return values.length > 0 && !values.includes('') && new Set(values).size === values.length;
}
