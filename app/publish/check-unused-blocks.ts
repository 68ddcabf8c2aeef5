/** Checks the Liquid of blocks that no template shows: each form by itself, as a template would show it. */
import {
  type ExpandedTemplate,
  expandTemplate,
  indexBlocks,
} from '../../engine/config/blocks/expand-template.ts';
import type { Finding } from '../../engine/config/problems/problem.ts';
import type { BlockDocument } from '../../engine/model/documents/block-document.ts';
import type { TemplateDocument } from '../../engine/model/documents/template-document.ts';
import type { TemplateCompiler } from '../ports/template-compiler.ts';
import { explainFault } from './explain-fault.ts';

/** Label of a block → its first fault. `shown`: labels of the blocks that are part of a template. */
export async function checkUnusedBlocks(
  blocks: readonly BlockDocument[],
  shown: ReadonlySet<string>,
  compile: TemplateCompiler,
): Promise<ReadonlyMap<string, readonly Finding[]>> {
  const found = new Map<string, readonly Finding[]>();
  const unused = blocks.filter(({ id }) => !shown.has(`block/${id}`));
  if (unused.length === 0) return found;
  const index = indexBlocks(blocks);
  for (const document of unused.flatMap(makeDocuments)) {
    const expanded = expandTemplate(document, index);
    if (expanded === undefined) continue;
    const fault = await findFault(expanded, compile);
    // The rest of the template is not there: only what is wrong with the Liquid is wrong everywhere.
    if (fault?.label !== `block/${document.id}` || !/: Liquid: /.test(fault.finding.remedy)) continue;
    if (!found.has(fault.label)) found.set(fault.label, [fault.finding]);
  }
  return found;
}

async function findFault(expanded: ExpandedTemplate, compile: TemplateCompiler) {
  try {
    await compile(expanded.document, undefined);
    return undefined;
  } catch (error) {
    return explainFault(error, expanded, undefined).fault;
  }
}

/** With the languages of the block. */
function makeDocuments({ id, content, locales = {} }: BlockDocument): readonly TemplateDocument[] {
  const text = `{% render '${id}' %}`;
  const names = Object.fromEntries(Object.keys(locales).map((locale) => [locale, {}]));
  const frame = { kind: 'template', id, status: 'live', class: 'transactional', locales: names } as const;
  return [
    ...(content.text === undefined ? [] : [{ ...frame, channel: 'sms', content: { body: text } } as const]),
    ...(['html', 'mjml'] as const).flatMap((form): TemplateDocument[] =>
      content[form] === undefined
        ? []
        : [{ ...frame, channel: 'email', content: { subject: 'Block', [form]: text } }],
    ),
  ];
}
