/** Explains why a template does not compile, at the place in its document or its block where the fault was written. */
import type { ExpandedTemplate } from '../../engine/config/blocks/expand-template.ts';
import { locateLine } from '../../engine/config/blocks/pieces.ts';
import { isExplained } from '../../engine/config/check/check-conditions.ts';
import { type Finding, formatPath, parsePath } from '../../engine/config/problems/problem.ts';
import type { TemplateOutcome } from '../../engine/config/validate-documents.ts';
import type { TemplateHeader } from '../../engine/model/program-snapshot.ts';
import type { TemplateFault } from '../ports/template-compiler.ts';
import { TemplateDeferredError } from './template-compilers.ts';

/** A fault that was written in a block. */
export interface BlockFault {
  /** `block/frame`. */
  readonly label: string;
  readonly finding: Finding;
  /** Id of the template that does not compile. */
  readonly template: string;
}

/** `published`: the header in force, which is used until a deferred template is compiled. */
export function explainFault(
  error: unknown,
  expanded: ExpandedTemplate,
  published: TemplateHeader | undefined,
): { readonly outcome: TemplateOutcome; readonly fault?: Omit<BlockFault, 'template'> } {
  if (error instanceof TemplateDeferredError) {
    if (published !== undefined) return { outcome: { header: published } };
    const remedy = 'It waits to be compiled: publishing compiles what is new within a few minutes.';
    return {
      outcome: { finding: { segments: ['content'], remedy, code: 'template_waits', severity: 'warning' } },
    };
  }
  const code = 'invalid_template';
  if (!isExplained(error)) {
    // A compiler that fails on one template must not stop the others.
    const reason = error instanceof Error ? error.message : String(error);
    const remedy = `The content cannot be compiled: ${reason}`;
    return { outcome: { finding: { segments: ['content'], remedy, code } } };
  }
  const { path, received, remedy } = error;
  const own = { segments: parsePath(path), received, remedy, code } as const;
  const pieces = expanded.fields.get(path);
  const fault = readFault(error);
  if (pieces === undefined || fault?.line === undefined) return { outcome: { finding: own } };
  const found = locateLine(pieces, fault.line, fault.column);
  if (found === undefined) return { outcome: { finding: own } };
  const { place, line } = found;
  const located: Finding = {
    segments: place.segments,
    received,
    remedy: `line ${line}: ${fault.remedy}`,
    code,
  };
  if (place.label === `template/${expanded.document.id}`) return { outcome: { finding: located } };
  const inBlock = `In ${place.label}, ${formatPath(place.segments)}, line ${line}: ${fault.remedy}`;
  return {
    outcome: { finding: { ...own, remedy: inBlock } },
    fault: { label: place.label, finding: located },
  };
}

function readFault(error: Error): TemplateFault | undefined {
  return 'fault' in error ? (error.fault as TemplateFault) : undefined;
}
