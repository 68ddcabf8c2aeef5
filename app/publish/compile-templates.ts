/** Compiles the templates of a set of documents, with their blocks in place. */

import { omitAbsent } from '../../engine/base/omit-absent.ts';
import {
  type ExpandedTemplate,
  expandTemplate,
  indexBlocks,
} from '../../engine/config/blocks/expand-template.ts';
import { checkFetchUses } from '../../engine/config/check/check-fetch-uses.ts';
import { checkSmsCharacters } from '../../engine/config/check/check-sms-characters.ts';
import type { Finding } from '../../engine/config/problems/problem.ts';
import type { ReadDocument } from '../../engine/config/read/document-source.ts';
import type { TemplateOutcome } from '../../engine/config/validate-documents.ts';
import type { BlockDocument } from '../../engine/model/documents/block-document.ts';
import type { UnsubscribePolicy } from '../../engine/model/documents/policy-document.ts';
import type { TemplateDocument } from '../../engine/model/documents/template-document.ts';
import type { ProgramSnapshot } from '../../engine/model/program-snapshot.ts';
import type { CompiledTemplate } from '../ports/program-store.ts';
import type { TemplateCompiler } from '../ports/template-compiler.ts';
import { checkUnusedBlocks } from './check-unused-blocks.ts';
import { warnOfSize } from './email-size.ts';
import { type BlockFault, explainFault } from './explain-fault.ts';
import { explainTooLarge, explainTooManyTags } from './explain-too-large.ts';
import { findLargePush } from './push-size.ts';

export interface CompiledTemplates {
  /** Template id → result. A template whose blocks are not all there has none: its references are reported. */
  readonly outcomes: ReadonlyMap<string, TemplateOutcome>;
  readonly compiled: ReadonlyMap<string, CompiledTemplate>;
  /** Label of a block → what is wrong with it. */
  readonly blockFindings: ReadonlyMap<string, readonly Finding[]>;
}

export interface CompileOptions {
  readonly compile: TemplateCompiler;
  readonly footer: UnsubscribePolicy['footer'];
  readonly previous: ProgramSnapshot | undefined;
}

export async function compileTemplates(
  documents: readonly ReadDocument[],
  options: CompileOptions,
): Promise<CompiledTemplates> {
  const outcomes = new Map<string, TemplateOutcome>();
  const compiled = new Map<string, CompiledTemplate>();
  const faults: BlockFault[] = [];
  const accepted = new Set<string>();
  const shown = new Set<string>();
  const blocks = documents.flatMap(selectBlock);
  const index = indexBlocks(blocks);
  for (const template of documents.flatMap(selectTemplate)) {
    const expanded = expandTemplate(template, index);
    if (expanded === undefined) continue;
    const labels = listLabels(expanded);
    for (const label of labels) shown.add(label);
    const { outcome, content, fault } = await compileOne(expanded, options);
    outcomes.set(template.id, outcome);
    if (fault !== undefined) faults.push({ ...fault, template: template.id });
    if (content === undefined) continue;
    compiled.set(template.id, content);
    for (const label of labels) accepted.add(label);
  }
  const unused = await checkUnusedBlocks(blocks, shown, options.compile);
  const blockFindings = new Map([...unused, ...describeBlocks(faults, accepted)]);
  return { outcomes, compiled, blockFindings };
}

/** Of everything that the template is written in. */
function listLabels({ fields }: ExpandedTemplate): ReadonlySet<string> {
  return new Set([...fields.values()].flatMap((pieces) => pieces.map(({ place }) => place.label)));
}

interface CompiledOne {
  readonly outcome: TemplateOutcome;
  readonly content?: CompiledTemplate;
  readonly fault?: Omit<BlockFault, 'template'>;
}

async function compileOne(
  expanded: ExpandedTemplate,
  { compile, footer, previous }: CompileOptions,
): Promise<CompiledOne> {
  const { document, findings } = expanded;
  const excess = findings.find(({ severity }) => severity !== 'warning') ?? explainTooManyTags(document);
  if (excess !== undefined) return { outcome: { finding: excess } };
  try {
    const pair = await compile(document, footer);
    const pushes = findLargePush(pair.compiled);
    const uses = checkFetchUses(document, pair);
    const isError = ({ severity }: Finding) => severity !== 'warning';
    const finding = explainTooLarge(pair) ?? [...pushes, ...uses].find(isError);
    if (finding !== undefined) return { outcome: { finding } };
    const hasBlocks = expanded.fields.size > 0;
    const sms = hasBlocks ? checkSmsCharacters(document) : [];
    const warnings = [...findings, ...uses, ...sms, ...warnOfSize(pair.compiled), ...pushes];
    const outcome = { ...pair, warnings, ...omitAbsent({ expanded: hasBlocks ? document : undefined }) };
    return { outcome, content: pair.compiled };
  } catch (error) {
    const header = previous?.templates.find(({ id }) => id === document.id);
    return explainFault(error, expanded, header);
  }
}

/** A block with which no template compiles is invalid; the fault may be in one of several templates. */
function describeBlocks(
  faults: readonly BlockFault[],
  accepted: ReadonlySet<string>,
): ReadonlyMap<string, readonly Finding[]> {
  const findings = new Map<string, Finding[]>();
  for (const { label, finding, template } of faults) {
    const remedy = `${finding.remedy} The template "${template}" does not compile with it.`;
    const found: Finding = accepted.has(label)
      ? { ...finding, remedy, severity: 'warning' }
      : { ...finding, remedy };
    const known = findings.get(label) ?? [];
    if (!known.some((each) => each.segments.join() === found.segments.join())) known.push(found);
    findings.set(label, known);
  }
  return findings;
}

function selectTemplate({ document }: ReadDocument): TemplateDocument[] {
  return document?.kind === 'template' && document.status !== 'archived' ? [document] : [];
}

function selectBlock({ document }: ReadDocument): BlockDocument[] {
  return document?.kind === 'block' && document.status !== 'archived' ? [document] : [];
}
