/** Validates documents and compiles their templates, for publications and the command line. */

import { isExplained } from '../../engine/config/check/check-conditions.ts';
import { parsePath } from '../../engine/config/problems/problem.ts';
import type { DocumentSource, ReadDocument } from '../../engine/config/read/document-source.ts';
import { readDocument } from '../../engine/config/read/read-document.ts';
import {
  type TemplateOutcome,
  type Validation,
  validateDocuments,
} from '../../engine/config/validate-documents.ts';
import type { TemplateDocument } from '../../engine/model/documents/template-document.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { CompiledTemplate } from '../ports/program-store.ts';
import type { TemplateCompiler } from '../ports/template-compiler.ts';
import { warnOfSize } from './email-size.ts';
import { explainTooLarge, explainTooManyTags } from './explain-too-large.ts';
import { findLargePush } from './push-size.ts';
import { TemplateDeferredError } from './template-compilers.ts';

export interface StoredValidation extends Validation {
  /** Compiled content of the templates that compiled, by id. */
  readonly compiled: ReadonlyMap<string, CompiledTemplate>;
}

/** `previous`: the program in force, if known: journeys are validated against the versions that people are in. */
export async function validateStored(
  sources: readonly DocumentSource[],
  compile: TemplateCompiler,
  previous?: ProgramSnapshot,
): Promise<StoredValidation> {
  const documents = sources.map(readDocument);
  const outcomes = new Map<string, TemplateOutcome>();
  const compiled = new Map<string, CompiledTemplate>();
  const footer = findFooter(documents, previous);
  for (const template of documents.flatMap(selectTemplate)) {
    const excess = explainTooManyTags(template);
    if (excess !== undefined) {
      outcomes.set(template.id, { finding: excess });
      continue;
    }
    try {
      const pair = await compile(template, footer);
      const pushes = findLargePush(pair.compiled);
      const finding = explainTooLarge(pair) ?? pushes.find(({ severity }) => severity !== 'warning');
      outcomes.set(
        template.id,
        finding === undefined
          ? { ...pair, warnings: [...warnOfSize(pair.compiled), ...pushes] }
          : { finding },
      );
      if (finding === undefined) compiled.set(template.id, pair.compiled);
    } catch (error) {
      outcomes.set(template.id, explainFailure(error, findHeader(template, previous)));
    }
  }
  return { ...validateDocuments(documents, outcomes, previous), compiled };
}

function selectTemplate({ document }: ReadDocument): TemplateDocument[] {
  return document?.kind === 'template' && document.status !== 'archived' ? [document] : [];
}

/** Of the policy that will be in force: an invalid one stays on its published version. */
function findFooter(documents: readonly ReadDocument[], previous: ProgramSnapshot | undefined) {
  const live = documents.find(({ document }) => document?.kind === 'policy' && document.status === 'live');
  const policy = live?.document?.kind === 'policy' ? live.document : previous?.policy;
  return policy?.unsubscribe?.footer;
}

function findHeader({ id }: TemplateDocument, previous: ProgramSnapshot | undefined) {
  return previous?.templates.find((header) => header.id === id);
}

/** `published`: the header in force, which is used until a deferred template is compiled. */
function explainFailure(
  error: unknown,
  published: ProgramSnapshot['templates'][number] | undefined,
): TemplateOutcome {
  if (error instanceof TemplateDeferredError) {
    if (published !== undefined) return { header: published };
    const remedy = 'It waits to be compiled: publishing compiles what is new within a few minutes.';
    return { finding: { segments: ['content'], remedy, code: 'template_waits', severity: 'warning' } };
  }
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
  // A compiler that fails on one template must not stop the others.
  const reason = error instanceof Error ? error.message : String(error);
  const remedy = `The content cannot be compiled: ${reason}`;
  return { finding: { segments: ['content'], remedy, code: 'invalid_template' } };
}
