/** Reads a mapping file: YAML, checked field by field. */
import { parse, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { foldHeader, type ImportMapping } from '../../../app/import/mapping.ts';
import type { JsonObject } from '../../../engine/base/json.ts';
import { isConsentKey } from '../../../engine/channels/consent-key.ts';
import { readConsentState } from '../../../engine/channels/stated-consents.ts';
import { isZone } from '../../../engine/time/zone-offset.ts';
import { UsageError } from '../../terminal/command-result.ts';
import { readTextFile } from '../read-text.ts';

const targetForm = /^(?:userId|anonymousId|timestamp|ignore|externalId\.[\w-]+|(?:traits|properties)\..+)$/;
const isTarget = (to: string) =>
  to.startsWith('consent.') ? isConsentKey(to.slice('consent.'.length)) : targetForm.test(to);

const target = z.string().refine(isTarget, {
  error:
    'write userId, anonymousId, externalId.<type>, timestamp, traits.<name>, properties.<name>, consent.<key> or ignore',
});
const empty = z.enum(['nothing', 'delete']);
const words = z.array(z.union([z.string(), z.number(), z.boolean()]).transform(String));

/** YAML reads `no` as a text and `false` as a boolean. */
const allRows = z.union([z.string(), z.boolean()]).transform((value, context) => {
  const state = readConsentState(value);
  if (state === undefined) context.addIssue({ code: 'custom', message: 'write yes or no', input: value });
  return state ?? 'denied';
});

const column = z.union([
  target.transform((to) => ({ to })),
  z.strictObject({
    to: target,
    type: z.enum(['text', 'number', 'boolean', 'date', 'time', 'email', 'phone']).optional(),
    empty: empty.optional(),
    yes: words.optional(),
    no: words.optional(),
  }),
]);

const format = z.strictObject({
  type: z.enum(['csv', 'jsonl']).optional(),
  encoding: z.string().optional(),
  delimiter: z.string().length(1).optional(),
  header: z.boolean().default(true),
  decimal: z.enum(['.', ',']).default('.'),
  dates: z.enum(['DMY', 'MDY', 'YMD']).default('YMD'),
  timezone: z.string().refine(isZone, { error: 'write an IANA zone, such as Europe/Rome' }).default('UTC'),
  phonePrefix: z
    .string()
    .regex(/^\+\d{1,3}$/, 'write the country calling code, such as "+39"')
    .optional(),
});

const mapping = z.strictObject({
  source: z
    .string()
    .min(1)
    .regex(/^(?!aws\.|percorso)/, 'name the system that the rows come from'),
  event: z.string().min(1).max(256).optional(),
  id: z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1)]).optional(),
  empty: empty.default('nothing'),
  format: format.prefault({}),
  consent: z
    .record(z.string().refine(isConsentKey, { error: 'write a key of a consent' }), allRows)
    .optional(),
  consentSource: z.record(z.string(), z.json()).optional(),
  columns: z.record(z.string(), column),
});

/** Throws UsageError with all that is wrong. */
export function readMapping(file: string, directory: string): ImportMapping {
  const remedy = 'Write one with percorso import FILE --propose.';
  const parsed = mapping.safeParse(parseYaml(readTextFile(file, directory, remedy), file));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new UsageError(`${file} is no mapping. ${problems.join('. ')}.`, 'See docs/import.md.');
  }
  const { consentSource, ...read } = parsed.data;
  checkTargets(read, file);
  return { ...read, consentSource: consentSource as JsonObject | undefined };
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    throw new UsageError(`${file} is no YAML: ${error.message}`, 'Correct the line.');
  }
}

function checkTargets(
  { columns, consent, empty: deletes }: Omit<ImportMapping, 'consentSource'>,
  file: string,
): void {
  const repeatedKey = Object.keys(consent ?? {}).find((key) =>
    Object.values(columns).some(({ to }) => to === `consent.${key}`),
  );
  if (repeatedKey !== undefined)
    throw new UsageError(
      `${file} states ${repeatedKey} for all rows and by a column.`,
      'Remove one of them.',
    );
  const used = Object.entries(columns).filter(([, { to }]) => to !== 'ignore');
  if (used.length === 0)
    throw new UsageError(`${file} maps no column.`, 'Give at least one column a target.');
  const repeated = used.find(([, { to }], index) => used.findIndex(([, other]) => other.to === to) < index);
  if (repeated !== undefined)
    throw new UsageError(`${file} has two columns for ${repeated[1].to}.`, 'Set one of them to "ignore".');
  const odd = used.find(([, { to, empty: own }]) => own === 'delete' && !to.startsWith('traits.'));
  if (odd !== undefined)
    throw new UsageError(
      `${file}: an empty cell of ${odd[0]} cannot delete anything.`,
      'Only traits can be deleted. Write no: [""] for a consent whose empty cell is a no.',
    );
  if (deletes === 'delete' && used.every(([, { to }]) => !to.startsWith('traits.')))
    throw new UsageError(`${file} has empty: delete, but maps no trait.`, 'Remove it.');
}

/** Columns that the mapping names and the file does not have. `columns`: of the file. */
export function findMissing(
  { columns: mapped, id = [] }: ImportMapping,
  columns: readonly string[],
): string[] {
  const known = new Set(columns.map(foldHeader));
  const names = Object.entries(mapped).flatMap(([name, { to }]) => (to === 'ignore' ? [] : [name]));
  return [...new Set([...names, ...id])].filter((name) => !known.has(foldHeader(name)));
}
