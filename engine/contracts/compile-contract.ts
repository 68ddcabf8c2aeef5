/** Compiles contracts, and finds the one that applies to a touchpoint. */
import type { EventDocument } from '../model/documents/event-document.ts';
import type { Touchpoint } from '../model/touchpoint.ts';
import type { Breach } from './breach.ts';
import { compileSchema, type ValueCheck } from './compile-schema.ts';

/** The parts of a touchpoint that a contract can describe. */
export type ContractContent = Pick<Touchpoint, 'properties' | 'traits' | 'context'>;

/** The breaches of one contract; none: the touchpoint keeps it. */
export type ContractCheck = (content: ContractContent) => readonly Breach[];

export interface ContractBreach {
  readonly contract: EventDocument;
  /** At least one. */
  readonly breaches: readonly Breach[];
}

/** Undefined: no contract applies, or the touchpoint keeps it. */
export type FindBreach = (touchpoint: Touchpoint) => ContractBreach | undefined;

/** Throws RegexRefusedError. */
export function compileContract({ schema, traitsSchema, contextSchema }: EventDocument): ContractCheck {
  const parts: (readonly [keyof ContractContent, ValueCheck])[] = [];
  if (schema !== undefined) parts.push(['properties', compileSchema(schema)]);
  if (traitsSchema !== undefined) parts.push(['traits', compileSchema(traitsSchema)]);
  if (contextSchema !== undefined) parts.push(['context', compileSchema(contextSchema)]);
  return (content) => parts.flatMap(([part, check]) => check(content[part], part));
}

/** Contracts are compiled when their first touchpoint arrives. */
export function compileContracts(contracts: readonly EventDocument[]): FindBreach {
  const byName = Map.groupBy(contracts, ({ event }) => event);
  const checks = new Map<EventDocument, ContractCheck>();
  return (touchpoint) => {
    const contract = findContract(byName.get(touchpoint.name) ?? [], touchpoint.source);
    if (contract === undefined) return undefined;
    const check = checks.get(contract) ?? compileContract(contract);
    checks.set(contract, check);
    const breaches = check(touchpoint);
    return breaches.length === 0 ? undefined : { contract, breaches };
  };
}

/** `named`: of the event's name. The contract of the source, else the one for all sources. Percorso's own events have none. */
export function findContract(named: readonly EventDocument[], source: string): EventDocument | undefined {
  if (named.length === 0 || source.startsWith('percorso')) return undefined;
  return (
    named.find((contract) => contract.source === source) ??
    named.find((contract) => contract.source === undefined)
  );
}

/** `properties.total: expected number (type)`. Keys of the event and words of the schema, never a value. */
export function describeBreach({ path, keyword, expected }: Breach): string {
  return `${path}: expected ${expected} (${keyword})`;
}
