/**
 * The delimiters of Liquid, for readers that do not parse it: each match is the shortest that ends. Tags in
 * comments and raw parts match as well; engine/config/blocks/list-marks.ts leaves them out.
 */

/** `{{ ... }}` */
export const liquidOutputs = /\{\{[\s\S]*?\}\}/g;

/** `{{ ... }}` and `{% ... %}` */
export const liquidTags = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;

/** The text that is the same for everyone. */
export function removeLiquid(source: string): string {
  return source.replace(liquidTags, '');
}
