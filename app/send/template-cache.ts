/** Compiled templates this process has sent: a revision never changes, so it is read once. */
import type { CompiledTemplate, ProgramReader } from '../ports/ports.ts';

export interface TemplateCache {
  /** Undefined when no such revision is stored. */
  load(id: string, revision: string): Promise<CompiledTemplate | undefined>;
}

/** Emails of 100 KB: 5 MB at most. */
const kept = 50;

/** Ten messages that ask at once share one read. */
export function createTemplateCache(programs: Pick<ProgramReader, 'loadTemplate'>): TemplateCache {
  const templates = new Map<string, Promise<CompiledTemplate | undefined>>();
  return {
    async load(id, revision) {
      const key = JSON.stringify([id, revision]);
      const loading = templates.get(key) ?? programs.loadTemplate(id, revision);
      // Forgotten and set again, so that the longest unused is first in line.
      templates.delete(key);
      templates.set(key, loading);
      const oldest = templates.keys().next();
      if (templates.size > kept && oldest.done !== true) templates.delete(oldest.value);
      try {
        const template = await loading;
        // Not there yet may be there later.
        if (template === undefined) templates.delete(key);
        return template;
      } catch (error) {
        templates.delete(key);
        throw error;
      }
    },
  };
}
