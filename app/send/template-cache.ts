/** Compiled templates that this process has sent. A revision never changes, so it is read once. */
import type { CompiledTemplate, ProgramReader } from '../ports/program-store.ts';

export interface TemplateCache {
  /** Undefined when no such revision is stored. */
  load(id: string, revision: string): Promise<CompiledTemplate | undefined>;
}

/** At 100 KB per email, at most 5 MB. */
const kept = 50;

/** Concurrent loads of one template share one read. */
export function createTemplateCache(programs: Pick<ProgramReader, 'loadTemplate'>): TemplateCache {
  const templates = new Map<string, Promise<CompiledTemplate | undefined>>();
  return {
    async load(id, revision) {
      const key = JSON.stringify([id, revision]);
      const loading = templates.get(key) ?? programs.loadTemplate(id, revision);
      // Removed and set again, so that the least recently used template is the first of the map.
      templates.delete(key);
      templates.set(key, loading);
      const oldest = templates.keys().next();
      if (templates.size > kept && oldest.done !== true) templates.delete(oldest.value);
      try {
        const template = await loading;
        // The revision may be stored later.
        if (template === undefined) templates.delete(key);
        return template;
      } catch (error) {
        templates.delete(key);
        throw error;
      }
    },
  };
}
