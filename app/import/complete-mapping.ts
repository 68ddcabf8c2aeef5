/** A mapping as its author wrote it, with the defaults. */
import { omitAbsent } from '../../engine/base/omit-absent.ts';
import { readConsentState } from '../../engine/channels/stated-consents.ts';
import type { StatedColumn, StatedMapping } from '../../engine/model/documents/import-mapping.ts';
import type { ColumnMapping, ImportMapping } from './mapping.ts';

/** `stated` has no errors: see engine/config/check/check-mapping.ts. */
export function completeMapping(stated: StatedMapping): ImportMapping {
  const { source, event, id, empty = 'nothing', format = {}, consent, consentSource, columns } = stated;
  return {
    source,
    empty,
    format: { header: true, decimal: '.', dates: 'YMD', timezone: 'UTC', ...format },
    columns: mapValues(columns, completeColumn),
    ...omitAbsent({
      event,
      id: typeof id === 'string' ? [id] : id,
      // YAML reads `no` as a text and `false` as a boolean.
      consent: consent && mapValues(consent, (state) => readConsentState(state) ?? 'denied'),
      consentSource,
    }),
  };
}

function completeColumn(column: string | StatedColumn): ColumnMapping {
  if (typeof column === 'string') return { to: column };
  const { yes, no, nothing, ...rest } = column;
  return {
    ...rest,
    ...omitAbsent({ yes: yes?.map(String), no: no?.map(String), nothing: nothing?.map(String) }),
  };
}

function mapValues<From, To>(
  values: Readonly<Record<string, From>>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value)]));
}
