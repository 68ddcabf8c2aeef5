/** Compiled templates this process has sent: a revision never changes, so it is read once. */
import type { CompiledTemplate, ProgramStore } from '../../../adapters/ports.ts';

export interface TemplateCache {
  /** Undefined when no such revision is stored. */
  load(id: string, revision: string): Promise<CompiledTemplate | undefined>;
}

/** Emails of 100 KB: 5 MB at most. */
const kept = 50;

export function createTemplateCache(programs: Pick<ProgramStore, 'loadTemplate'>): TemplateCache {
  const templates = new Map<string, CompiledTemplate>();
  return {
    async load(id, revision) {
      const key = JSON.stringify([id, revision]);
      const template = templates.get(key) ?? (await programs.loadTemplate(id, revision));
      if (template === undefined) return undefined;
      // Forgotten and set again, so that the longest unused is first in line.
      templates.delete(key);
      templates.set(key, template);
      const oldest = templates.keys().next();
      if (templates.size > kept && oldest.done !== true) templates.delete(oldest.value);
      return template;
    },
  };
}
