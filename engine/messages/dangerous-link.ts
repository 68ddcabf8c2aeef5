/** Links that run code or open local files when a device follows them. An app's own scheme (`shop://cart`) is fine. */
const dangerousScheme = /^(?:javascript|vbscript|data|file|blob|about)$/i;

/** The scheme of `text` when no message may carry it. Spaces and control characters do not hide it: devices drop them. */
export function findDangerousScheme(text: string): string | undefined {
  const [, scheme = ''] = /^([a-z][a-z0-9+.-]*):/i.exec(text.replace(/[\p{Cc}\p{Cf}\p{Z}]/gu, '')) ?? [];
  return dangerousScheme.test(scheme) ? scheme.toLowerCase() : undefined;
}
