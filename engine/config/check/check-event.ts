/** Checks a contract: its schemas can be checked in bounded time, and its examples agree with them. */
import { compileContract, describeBreach } from '../../contracts/compile-contract.ts';
import { listSchemaProblems } from '../../contracts/list-schema-problems.ts';
import type { EventDocument } from '../../model/documents/event-document.ts';
import { outcomeNames } from '../../model/outcome-names.ts';
import type { Finding } from '../problems/problem.ts';

const parts = ['schema', 'traitsSchema', 'contextSchema'] as const;

export function checkEvent(document: EventDocument): Finding[] {
  const findings = parts.flatMap((part): Finding[] => {
    const schema = document[part];
    if (schema === undefined) return [];
    return listSchemaProblems(schema).map(({ segments, ...problem }) => ({
      ...problem,
      segments: [part, ...segments],
      code: 'invalid_schema',
    }));
  });
  if (parts.every((part) => document[part] === undefined)) {
    const remedy = 'A contract needs "schema", "traitsSchema" or "contextSchema".';
    return [{ segments: ['schema'], remedy, code: 'missing' }];
  }
  if (findings.length > 0) return findings;
  return [...warnOwn(document), ...checkExamples(document)];
}

function warnOwn({ event }: EventDocument): Finding[] {
  if (!Object.values<string>(outcomeNames).includes(event)) return [];
  const remedy = 'Percorso reports this event itself, and its own events have no contract.';
  return [{ segments: ['event'], received: event, remedy, code: 'wrong_value', severity: 'warning' }];
}

function checkExamples(document: EventDocument): Finding[] {
  const check = compileContract(document);
  return (document.examples ?? []).flatMap((example, index): Finding[] => {
    const { properties = {}, traits = {}, context = {}, isValid = true } = example;
    const [first] = check({ properties, traits, context });
    if ((first === undefined) === isValid) return [];
    const remedy =
      first === undefined
        ? 'The example keeps the contract, although "isValid" is false: correct the schema or the example.'
        : `The example breaks the contract: ${describeBreach(first)}. Correct the schema or the example, or set "isValid: false".`;
    return [{ segments: ['examples', index], remedy, code: 'example_disagrees' }];
  });
}
