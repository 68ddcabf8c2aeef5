/** What a template fetches, read from this machine: for previews. */
import { createHttpContentReader } from '../../adapters/providers/http-content.ts';
import { ContentUnavailableError } from '../../app/ports/content-reader.ts';
import { createContentCache } from '../../app/send/content-cache.ts';
import { fetchPreviewContent, type TemplatePreviewRequest } from '../../app/simulate/preview-template.ts';
import type { JsonObject } from '../../engine/base/json.ts';
import { openRenderer } from './preview-message.ts';

export interface FetchedContent {
  readonly content?: JsonObject | undefined;
  /** One for each fallback. */
  readonly notes: readonly string[];
  /** Why the message would not be sent. */
  readonly problem?: string;
}

/** Throws the errors of rendering. */
export async function readPreviewContent(request: TemplatePreviewRequest): Promise<FetchedContent> {
  const notes: string[] = [];
  const cache = createContentCache(createHttpContentReader(), { now: Date.now, random: Math.random });
  try {
    const tools = { content: cache, render: openRenderer() };
    const content = await fetchPreviewContent(request, tools, (name, { reason }) => {
      notes.push(`content.${name} shows its fallback: ${reason}.`);
    });
    return { content, notes };
  } catch (error) {
    if (!(error instanceof ContentUnavailableError)) throw error;
    return { notes, problem: error.reason };
  }
}
