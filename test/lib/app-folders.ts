/** Folders that apps write to. The test files of a worker share this module, so a set-up file removes them after each. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

export function makeAppFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'percorso-app-'));
  folders.push(folder);
  return folder;
}

export function removeAppFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
