/** Renders the content of a message as the senders do. */

import { defaultLimits } from '../../adapters/content/liquid-engine.ts';
import { type ContentRenderer, createContentRenderer } from '../../adapters/content/render-content.ts';
import type { CompiledTemplate } from '../../app/ports/program-store.ts';
import type { RenderedFields } from '../../app/ports/rendering.ts';
import { describeSampleRendering } from '../../app/send/describe-rendering.ts';
import type { UtmPolicy } from '../../engine/model/documents/utm-policy.ts';
import type { SendMessage } from '../../engine/model/effects.ts';
import type { Preview } from '../output/format-simulation.ts';

const longest = 100;

/** Undefined: there is no such template. A template that cannot be rendered has the field `error`. */
export type MessageRenderer = (message: SendMessage) => RenderedFields | undefined;

export function createRenderer(
  templates: ReadonlyMap<string, CompiledTemplate>,
  utm?: UtmPolicy,
): MessageRenderer {
  const render = openRenderer();
  return (message) => {
    const template = templates.get(message.template);
    if (template === undefined) return undefined;
    try {
      return render(describeSampleRendering(message, template, { utm }));
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  };
}

/** Renders in this process: the templates that users simulate are their own. */
export function openRenderer(): ContentRenderer {
  return createContentRenderer(defaultLimits);
}

export function createPreview(
  templates: ReadonlyMap<string, CompiledTemplate>,
  { withBodies, utm }: { readonly withBodies: boolean; readonly utm?: UtmPolicy | undefined },
): Preview {
  const render = createRenderer(templates, utm);
  return (message) => {
    const fields = render(message);
    if (fields === undefined) return undefined;
    if (fields['error'] !== undefined) return [`(cannot be rendered: ${fields['error']})`];
    const text = (fields['subject'] ?? fields['title'] ?? fields['body'] ?? '').replace(/\s+/g, ' ').trim();
    const first = `“${text.length > longest ? `${text.slice(0, longest - 1)}…` : text}”`;
    return withBodies ? [first, ...(fields['text'] ?? fields['body'] ?? '').split('\n')] : [first];
  };
}
