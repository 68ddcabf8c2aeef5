/** Files with personal data: only the user who runs the command can read them, also where a former version wrote them. */
import { appendFileSync, chmodSync, writeFileSync } from 'node:fs';

const mode = 0o600;

export function writePrivate(path: string, content: string | Uint8Array): void {
  writeFileSync(path, content, { mode });
  chmodSync(path, mode);
}

export function appendPrivate(path: string, text: string): void {
  appendFileSync(path, text, { mode });
  chmodSync(path, mode);
}
