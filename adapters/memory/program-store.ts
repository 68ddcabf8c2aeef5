/** Program store in memory: for tests and the simulator. */

import { ProgramConflictError, ProgramUnreadableError } from '../../app/ports/program-errors.ts';
import type { CompiledTemplate, CurrentProgram, ProgramStore } from '../../app/ports/program-store.ts';

export function createMemoryProgramStore(): ProgramStore {
  let current: CurrentProgram = { version: 0, hash: '', chunks: 0 };
  const chunks = new Map<string, { version: number; index: number; bytes: Uint8Array }>();
  const templates = new Map<string, CompiledTemplate>();
  return {
    async readCurrent() {
      return { ...current };
    },
    async loadChunk(version, index) {
      const chunk = chunks.get(`${version}/${index}`);
      if (chunk === undefined) throw new ProgramUnreadableError(version, `chunk ${index} is missing`);
      return Uint8Array.from(chunk.bytes);
    },
    async saveChunk(version, index, bytes) {
      const stored = chunks.get(`${version}/${index}`);
      if (stored !== undefined && !Buffer.from(stored.bytes).equals(bytes))
        throw new ProgramConflictError(version);
      chunks.set(`${version}/${index}`, { version, index, bytes: Uint8Array.from(bytes) });
    },
    async listChunksBefore(version) {
      return [...chunks.values()]
        .filter((chunk) => chunk.version < version)
        .sort((left, right) => left.version - right.version || left.index - right.index)
        .map((chunk) => ({ version: chunk.version, index: chunk.index }));
    },
    async removeChunk(version, index) {
      chunks.delete(`${version}/${index}`);
    },
    async setCurrent(from, next) {
      const isRepeat = current.version === next.version && current.hash === next.hash;
      if (current.version !== from && !isRepeat) throw new ProgramConflictError(next.version);
      current = { ...next };
    },
    async loadTemplate(templateId, revision) {
      return structuredClone(templates.get(`${templateId}#${revision}`));
    },
    async saveTemplate(template) {
      templates.set(`${template.id}#${template.revision}`, structuredClone(template));
    },
  };
}
