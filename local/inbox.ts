/** The page at `GET /`: every captured email, SMS and push, and the status of the local cloud. One file, no network. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

const folder = new URL('./inbox/', import.meta.url);
const styles = ['base.css', 'bar.css', 'list.css', 'reader.css', 'phone.css', 'status.css', 'narrow.css'];
let page: string | undefined;

/** The whole page; it polls the control API under `/_local/`, so that it stays up to date. */
export function renderInbox(): string {
  page ??= assemblePage();
  return page;
}

function assemblePage(): string {
  const style = styles.map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
  const script = bundleScript();
  const hash = createHash('sha256').update(script).digest('base64');
  // Emails are shown in sandboxed frames that inherit this policy: it allows their inline styles and remote images.
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${hash}'`,
    "style-src 'unsafe-inline'",
    "connect-src 'self'",
    'img-src data: http: https:',
    "frame-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return readFileSync(new URL('inbox.html', folder), 'utf8')
    .replace("default-src 'none'", () => policy)
    .replace('<style></style>', () => `<style>${style}</style>`)
    .replace('<script></script>', () => `<script>${script}</script>`);
}

function bundleScript(): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('app.js', folder))],
    bundle: true,
    charset: 'utf8',
    format: 'iife',
    minify: true,
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
