/** Small good documents, bad ones, and ports in memory, for the tests of config. */
import { createMemoryDocumentStore } from '../../adapters/memory/document-store.ts';
import { createMemoryProgramStore } from '../../adapters/memory/program-store.ts';
import type { CompiledPair } from '../../app/ports/template-compiler.ts';
import { loadProgram } from '../../app/publish/load-program.ts';
import type { PublishingPorts } from '../../app/publish/plan-program.ts';
import type { JsonObject } from '../../engine/base/json.ts';
import { makeTemplateHeader } from '../../engine/config/snapshot/make-template-header.ts';
import type { TemplateDocument } from '../../engine/model/documents/template-document.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';

export type SampleDocument = { readonly kind: string; readonly id: string } & JsonObject;

export const sms: SampleDocument = {
  kind: 'template',
  id: 'hello',
  status: 'live',
  channel: 'sms',
  class: 'promotional',
  content: { body: 'Hi {{ profile.traits.first_name }}' },
};
export const orders: SampleDocument = {
  kind: 'trait',
  id: 'orders',
  status: 'live',
  function: 'count',
  event: 'Order Completed',
};
export const buyers: SampleDocument = {
  kind: 'segment',
  id: 'buyers',
  status: 'live',
  condition: { profile: { computed: { orders: [{ numeric: ['>', 0] }] } } },
};
export const greet: SampleDocument = {
  kind: 'rule',
  id: 'greet',
  status: 'live',
  trigger: { segment: 'buyers', on: 'entered' },
  actions: [{ send: 'hello' }],
};
export const good: readonly SampleDocument[] = [sms, orders, buyers, greet];

/** Each broken in a way of its own; none is named by a good one. */
export const bad: readonly SampleDocument[] = [
  {
    kind: 'rule',
    id: 'bad-reference',
    status: 'live',
    trigger: { event: 'A' },
    actions: [{ send: 'nothing' }],
  },
  { kind: 'rule', id: 'bad-key', status: 'live', trigger: { evnt: 'A' }, actions: [{ send: 'hello' }] },
  {
    kind: 'rule',
    id: 'bad-pattern',
    status: 'live',
    trigger: { event: 'A' },
    condition: { event: { properties: { a: 1 } } },
    actions: [{ emit: 'B' }],
  },
  { kind: 'segment', id: 'bad-self', status: 'live', condition: { segment: 'bad-self' } },
  { kind: 'segment', id: 'bad-event', status: 'live', condition: { event: { name: ['A'] } } },
  { kind: 'trait', id: 'bad-duration', status: 'live', function: 'count', event: 'A', within: '30 days' },
  {
    kind: 'template',
    id: 'bad-content',
    status: 'live',
    channel: 'sms',
    class: 'promotional',
    content: { body: '{{' },
  },
  { kind: 'journey', id: 'bad-journey', status: 'live' },
  {
    kind: 'journey',
    id: 'bad-loop',
    status: 'live',
    trigger: { event: 'A' },
    start: 'a',
    steps: { a: { type: 'emit', event: 'B', next: 'a' } },
  },
  {
    kind: 'campaign',
    id: 'bad-campaign',
    status: 'live',
    audience: { segment: 'bad-self' },
    send: 'hello',
    schedule: { at: '2026-12-24T18:00Z' },
  },
  { kind: 'rule', id: 'Bad Id', status: 'live', trigger: { event: 'A' }, actions: [{ emit: 'B' }] },
  {
    kind: 'rule',
    id: 'bad-depends',
    status: 'live',
    trigger: { segment: 'bad-event', on: 'left' },
    actions: [{ emit: 'B' }],
  },
];

/** Compiles as the real one does, as far as publishing checks: refuses `{{` without end. */
export function compileSimply(document: TemplateDocument): CompiledPair {
  const { id, channel, content } = document;
  const body = content.body ?? '';
  if (body.endsWith('{{')) {
    const fault = { path: 'content.body', received: body, remedy: 'Close the braces.' };
    throw Object.assign(new Error('invalid'), fault);
  }
  const revision = `r-${body}`;
  return {
    compiled: { id, revision, channel, contents: { '': { body } } },
    header: makeTemplateHeader(document, { revision, locales: [], variables: [] }),
  };
}

export function openMemoryPorts(): PublishingPorts {
  return {
    documents: createMemoryDocumentStore(),
    programs: createMemoryProgramStore(),
    compileTemplate: compileSimply,
  };
}

export async function putAll(ports: PublishingPorts, documents: readonly SampleDocument[]): Promise<void> {
  for (const document of documents) await ports.documents.put(document);
}

/** What a reader sees: the program in force, its templates among it; undefined when nothing is published. */
export async function readProgram(ports: PublishingPorts): Promise<ProgramSnapshot | undefined> {
  const current = await ports.programs.readCurrent();
  if (current.version === 0) return undefined;
  const program = await loadProgram(ports.programs, current);
  for (const { id, revision } of program.templates) {
    const template = await ports.programs.loadTemplate(id, revision);
    if (template === undefined)
      throw new Error(`The program names template ${id} ${revision}, which is not stored.`);
  }
  return program;
}

export function listIds(program: ProgramSnapshot | undefined): string[] {
  if (program === undefined) return [];
  const { rules, segments, traits, templates } = program;
  return [...rules, ...segments, ...traits, ...templates].map(({ id }) => id).sort();
}
