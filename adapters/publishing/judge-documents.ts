/** Judges documents with their templates compiled: what publishing and the command line both need. */
import { createHash } from 'node:crypto';
import { isExplained } from '../../engine/config/check-conditions.ts';
import { parsePath } from '../../engine/config/problem.ts';
import { type DocumentSource, type ReadDocument, readDocument } from '../../engine/config/read-document.ts';
import {
  type TemplateOutcome,
  type Validation,
  validateDocuments,
} from '../../engine/config/validate-documents.ts';
import type { TemplateDocument } from '../../engine/documents.ts';
import type { ProgramSnapshot, TemplateHeader } from '../../engine/program.ts';
import type { CompiledTemplate } from '../ports.ts';

/** Throws TemplateInvalidError with path, received and remedy. */
export type TemplateCompiler = (template: TemplateDocument) => CompiledPair | Promise<CompiledPair>;

export interface CompiledPair {
  readonly compiled: CompiledTemplate;
  readonly header: TemplateHeader;
}

export interface Judgement extends Validation {
  /** Compiled content of the templates that compiled, by id. */
  readonly compiled: ReadonlyMap<string, CompiledTemplate>;
}

/** `previous`: the program in force, when it is known: journeys are judged beside the versions people are inside of. */
export async function judgeDocuments(
  sources: readonly DocumentSource[],
  compile: TemplateCompiler,
  previous?: ProgramSnapshot,
): Promise<Judgement> {
  const documents = sources.map(readDocument);
  const outcomes = new Map<string, TemplateOutcome>();
  const compiled = new Map<string, CompiledTemplate>();
  for (const template of documents.flatMap(selectTemplate)) {
    try {
      const pair = await compile(template);
      outcomes.set(template.id, { header: pair.header });
      compiled.set(template.id, pair.compiled);
    } catch (error) {
      outcomes.set(template.id, explainFailure(error));
    }
  }
  return { ...validateDocuments(documents, outcomes, previous), compiled };
}

/** Compiling MJML takes tens of milliseconds: a process compiles each content once. */
export function rememberCompiled(compile: TemplateCompiler): TemplateCompiler {
  const known = new Map<string, CompiledPair>();
  return async (template) => {
    const { status: _status, name: _name, description: _description, ...rest } = template;
    const key = createHash('sha256').update(JSON.stringify(rest)).digest('hex');
    const pair = known.get(key) ?? (await compile(template));
    // Forgotten and set again, so that the oldest unused one is first in line.
    known.delete(key);
    known.set(key, pair);
    const oldest = known.keys().next();
    if (known.size > rememberedTemplates && oldest.done !== true) known.delete(oldest.value);
    return pair;
  };
}

const rememberedTemplates = 2000;

function selectTemplate({ document }: ReadDocument): TemplateDocument[] {
  return document?.kind === 'template' && document.status !== 'archived' ? [document] : [];
}

function explainFailure(error: unknown): TemplateOutcome {
  if (isExplained(error)) {
    const { remedy } = error;
    return {
      finding: {
        segments: parsePath(error.path),
        received: error.received,
        remedy,
        code: 'invalid_template',
      },
    };
  }
  // A compiler that breaks on one template must not stop the others.
  const reason = error instanceof Error ? error.message : String(error);
  const remedy = `The content cannot be compiled: ${reason}`;
  return { finding: { segments: ['content'], remedy, code: 'invalid_template' } };
}
