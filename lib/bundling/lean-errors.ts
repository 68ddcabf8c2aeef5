/**
 * Shortens how AWS clients declare their errors. Each error is a class of ten lines and a schema, and a client registers
 * all of them at its start. The SDK gives an error that is not registered the same name, message, fault and content.
 * Measured on advance-profile: 9 KB.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A class in which only the name, the shape and the fault differ from the next. */
const plainClass =
  /export class (\w+) extends __BaseException \{\s*static shapeId = "([^"]+)";\s*name = "\1";\s*\$fault = "(client|server)";\s*constructor\(opts\) \{\s*super\(\{\s*name: "\1",\s*\$fault: "\3",\s*\.\.\.opts,?\s*\}\);\s*Object\.setPrototypeOf\(this, \1\.prototype\);\s*\}\s*\}/g;

/** The schema of an error that has a message only. A service with a query protocol adds the error's code in it. */
const plainSchema =
  /(export var (\w+)\$ = \[-3, n0, \w+,\s*\{ (?:\[_aQE\]: \[`([\w.]+)`, (\d+)\], )?\[_e\]: _(c|se)(?:, \[_hE\]: \4)? \},\s*\[_m\],\s*\[0\]\s*\];)\s*n0_registry\.registerError\(\2\$, \2\);/g;

const classMaker = `
  import { TypeRegistry } from '@smithy/core/schema';
export const makeError = (shapeId, fault) => {
  const name = shapeId.split('#')[1];
  const made = { [name]: class extends __BaseException {
    static shapeId = shapeId;
    name = name;
    $fault = fault;
    constructor(opts) {
      super({ name, $fault: fault, ...opts });
      Object.setPrototypeOf(this, made.prototype);
    }
  } }[name];
  return made;
};
const registerError = (shapeId, error) => {
  const [namespace, name] = shapeId.split('#');
  const made = makeError(shapeId, error);
  TypeRegistry.for(namespace).registerError([-3, namespace, name, { error }, ['message'], [0]], made);
  return made;
};
`;

/** A code of the query protocol is not the error's name, so that these errors have to be registered. */
const codedErrors = (coded: readonly CodedError[]) => `
  import { makeError } from '../models/errors';
for (const [name, code, status, error] of ${JSON.stringify(coded)}) {
  const traits = { awsQueryError: [code, status], error, httpError: status };
  n0_registry.registerError([-3, n0, name, traits, ['message'], [0]], makeError(n0 + '#' + name, error));
}
`;

/** Name, code, status and fault. */
type CodedError = readonly [string, string, number, 'client' | 'server'];

/**
 * `models/errors.js` of the client in the folder `dist`: one function makes the classes. A class whose schema is plain
 * registers itself, so that one that is not used is left out with its registration.
 */
export async function leanErrorClasses(source: string, dist: string): Promise<string> {
  const schemas = await readFile(join(dist, 'schemas', 'schemas_0.js'), 'utf8');
  const plain = new Set(
    [...schemas.matchAll(plainSchema)].filter(([, , , code]) => !code).map(([, , name]) => name),
  );
  const lean = source.replace(plainClass, (_all, name: string, shapeId: string, fault: string) => {
    const make = plain.has(name) ? 'registerError' : 'makeError';
    return `export const ${name} = /* @__PURE__ */ ${make}("${shapeId}", "${fault}");`;
  });
  return lean === source ? source : insertAfterFirstLine(lean, classMaker);
}

/** `schemas/schemas_0.js` of a client: without the registrations of plain errors, and with a table of those with a code. */
export function leanErrorSchemas(source: string): string {
  const coded: CodedError[] = [];
  const lean = source.replace(
    plainSchema,
    (_all, schema: string, name: string, code: string | undefined, status: string, fault: string) => {
      if (code !== undefined) coded.push([name, code, Number(status), fault === 'c' ? 'client' : 'server']);
      return schema;
    },
  );
  return coded.length === 0 ? lean : lean + codedErrors(coded);
}

function insertAfterFirstLine(source: string, inserted: string): string {
  const [first, ...rest] = source.split('\n');
  return [first, inserted, ...rest].join('\n');
}
