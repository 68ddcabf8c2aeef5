/** Says in a line what a message would say, rendered as the senders do. */
import { describeRendering } from '../../adapters/content/describe-rendering.ts';
import { defaultLimits } from '../../adapters/content/liquid-engine.ts';
import { createContentRenderer } from '../../adapters/content/render-content.ts';
import type { CompiledTemplate } from '../../adapters/ports.ts';
import type { Preview } from '../output/format-simulation.ts';

const longest = 100;

/** In this process: templates that somebody simulates are their own. */
export function createPreview(templates: ReadonlyMap<string, CompiledTemplate>): Preview {
  const render = createContentRenderer(defaultLimits);
  return (message) => {
    const template = templates.get(message.template);
    if (template === undefined) return undefined;
    try {
      const fields = render(describeRendering(message, template));
      const text = (fields['subject'] ?? fields['title'] ?? fields['body'] ?? '').replace(/\s+/g, ' ').trim();
      return `“${text.length > longest ? `${text.slice(0, longest - 1)}…` : text}”`;
    } catch (error) {
      return `(cannot be rendered: ${error instanceof Error ? error.message : String(error)})`;
    }
  };
}
