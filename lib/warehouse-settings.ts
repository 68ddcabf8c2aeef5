/** The settings of queries of the warehouse. */
import { type ContextField, type FieldReading, wholeNumber } from './read-setting.ts';

export interface WarehouseSettings {
  readonly warehouse: readonly string[];
  readonly warehouseBuckets: readonly string[];
  readonly warehouseScanLimit: number;
}

export const warehouseFields: {
  readonly [Name in keyof WarehouseSettings]: ContextField<WarehouseSettings[Name]>;
} = {
  warehouse: {
    meaning:
      'databases of the Glue Data Catalog that documents of kind query read by Athena; the first is the default',
    example: 'marts,crm',
    fallback: [],
    read: readNames(/^[a-z0-9_]{1,255}$/, 'must be comma-separated names of databases in lower case'),
  },
  warehouseBuckets: {
    meaning: 'buckets with the data of these databases',
    example: 'example-lake',
    fallback: [],
    read: readNames(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be comma-separated names of buckets'),
  },
  warehouseScanLimit: wholeNumber('maximum number of gigabytes that one query may scan', 100, 1, 7_000),
};

function readNames(form: RegExp, problem: string): (text: string) => FieldReading<readonly string[]> {
  return (text) => {
    const names = text.split(',').map((part) => part.trim());
    return names.length <= 20 && names.every((name) => form.test(name)) ? { value: names } : { problem };
  };
}
