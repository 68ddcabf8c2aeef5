/** Counts request units on the meter, and returns them in responses with `ReturnConsumedCapacity`. */
import type { Meter } from '../../service.ts';
import type { Table, WriteCost } from './table.ts';

export const readUnits = 'dynamodb.read-request-units';
export const writeUnits = 'dynamodb.write-request-units';

/** Units of one call, by table and index. */
export class Consumption {
  readonly #meter: Meter;
  readonly #tables = new Map<string, { table: number; indexes: Map<string, number> }>();

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  addRead(table: Table, units: number, index?: string): void {
    this.#meter.count(readUnits, units, index === undefined ? table.name : `${table.name}/index/${index}`);
    this.#add(table.name, units, index);
  }

  addWrite(table: Table, cost: WriteCost): void {
    this.#meter.count(writeUnits, cost.table, table.name);
    this.#add(table.name, cost.table);
    for (const [index, units] of cost.indexes) {
      this.#meter.count(writeUnits, units, `${table.name}/index/${index}`);
      this.#add(table.name, units, index);
    }
  }

  /** `ConsumedCapacity` of each table, in the requested detail; empty for NONE. */
  describe(detail: unknown): Record<string, unknown>[] {
    if (detail !== 'TOTAL' && detail !== 'INDEXES') return [];
    return [...this.#tables].map(([name, { table, indexes }]) => {
      const total = [...indexes.values()].reduce((sum, units) => sum + units, table);
      const answer: Record<string, unknown> = { TableName: name, CapacityUnits: total };
      if (detail === 'TOTAL') return answer;
      answer['Table'] = { CapacityUnits: table };
      if (indexes.size > 0) {
        answer['GlobalSecondaryIndexes'] = Object.fromEntries(
          [...indexes].map(([index, units]) => [index, { CapacityUnits: units }]),
        );
      }
      return answer;
    });
  }

  #add(name: string, units: number, index?: string): void {
    const counted = this.#tables.get(name) ?? { table: 0, indexes: new Map<string, number>() };
    this.#tables.set(name, counted);
    if (index === undefined) counted.table += units;
    else counted.indexes.set(index, (counted.indexes.get(index) ?? 0) + units);
  }
}
