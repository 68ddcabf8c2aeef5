/** Small good journeys and campaigns beside the documents of samples.ts, and functions that validate them. */
import { expect, it } from 'vitest';
import type { JsonObject } from '../../engine/base/json.ts';
import { formatProblem } from '../../engine/config/problems/problem.ts';
import type { ReadDocument } from '../../engine/config/read/document-source.ts';
import { readDocument } from '../../engine/config/read/read-document.ts';
import { type TemplateOutcome, validateDocuments } from '../../engine/config/validate-documents.ts';
import type { JourneyDocument } from '../../engine/model/documents/journey-document.ts';
import { compileSimply, good, type SampleDocument } from './samples.ts';

export const welcome: SampleDocument = {
  kind: 'journey',
  id: 'welcome',
  status: 'live',
  trigger: { event: 'Signed Up' },
  goal: { event: 'Order Completed' },
  start: 'hello',
  steps: {
    hello: { type: 'send', template: 'hello', next: 'pause' },
    pause: { type: 'wait', for: 'P3D', next: 'again' },
    again: { type: 'send', template: 'hello', next: 'done' },
    done: { type: 'end' },
  },
};

/** Others enter it. */
export const onboarding: SampleDocument = {
  kind: 'journey',
  id: 'onboarding',
  status: 'live',
  trigger: { api: true },
  start: 'done',
  steps: { done: { type: 'end' } },
};

export const weekly: SampleDocument = {
  kind: 'campaign',
  id: 'weekly',
  status: 'live',
  audience: { segment: 'buyers' },
  send: 'hello',
  schedule: { at: '2026-12-07T10:00', repeat: 'FREQ=WEEKLY;BYDAY=MO', timeZone: 'Europe/Rome' },
};

/** All of one small working set. */
export const everything: readonly SampleDocument[] = [...good, welcome, onboarding, weekly];

/** A journey with these steps, starting with the first. */
export function withSteps(steps: JsonObject, more: JsonObject = {}): SampleDocument {
  const [start = ''] = Object.keys(steps);
  return { kind: 'journey', id: 'j', status: 'live', trigger: { event: 'A' }, start, steps, ...more };
}

/** A row of a table: what is wrong with a document, and all that is said of it. */
export type Case = readonly [what: string, document: JsonObject, ...problems: readonly string[]];

/** One step and an end. */
export const step = (fields: JsonObject, more: JsonObject = {}) =>
  withSteps({ a: { next: 'z', ...fields }, z: { type: 'end' } }, more);

/** Nothing more is said than `expected`, nothing less. */
export function expectProblems(
  document: unknown,
  expected: readonly string[],
  others: readonly unknown[] = [],
): void {
  const problems = validateAmongGood(...others, document);
  expect(
    problems.map((line, index) => (line.includes(expected[index] ?? '') ? expected[index] : line)),
  ).toEqual(expected);
}

/** One test per row. */
export function itReports(title: string, cases: readonly Case[]): void {
  for (const [what, document, ...expected] of cases) {
    it(title.replace('%s', what), () => expectProblems(document, expected));
  }
}

/** Every problem of documents beside the good ones, as a line: `journey/j start: ...`. */
export function validateAmongGood(...documents: readonly unknown[]): string[] {
  const all = [...everything, ...documents].map((document) => readDocument({ document }));
  return validateDocuments(all, compileTemplates(all)).problems.map(
    (problem) => `${problem.document} ${formatProblem(problem)}`,
  );
}

/** A document of the sample's shape that validation accepts. */
export function accept(document: SampleDocument): JourneyDocument {
  const read = readDocument({ document });
  if (read.document?.kind !== 'journey') throw new Error(read.problems.map(formatProblem).join('\n'));
  return read.document;
}

function compileTemplates(documents: readonly ReadDocument[]): Map<string, TemplateOutcome> {
  return new Map(
    documents.flatMap(({ document }): [string, TemplateOutcome][] => {
      if (document?.kind !== 'template') return [];
      const variables = [...(document.content.body ?? '').matchAll(/\{\{ ([\w.]+) \}\}/g)].map(
        (match) => match[1] ?? '',
      );
      return [[document.id, { header: { ...compileSimply(document).header, variables } }]];
    }),
  );
}
