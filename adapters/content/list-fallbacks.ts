/** Lists what a template shows where a value is missing: publishing names it in its warnings. */
import { type Liquid, LiquidError, Output } from 'liquidjs';
import { liquidOutputs } from '../../engine/messages/liquid-tags.ts';

/** Path → texts that are shown instead, `''` = nothing; only of outputs, which conditions and loops are not. */
export type Fallbacks = Readonly<Record<string, readonly string[]>>;

export function listFallbacks(engine: Liquid, sources: readonly string[]): Fallbacks {
  const found = new Map<string, Set<string>>();
  for (const [output] of sources.flatMap((source) => [...source.matchAll(liquidOutputs)])) {
    const shown = readOutput(engine, output);
    if (shown === undefined) continue;
    const known = found.get(shown.path);
    if (known === undefined) found.set(shown.path, new Set([shown.fallback]));
    else known.add(shown.fallback);
  }
  return Object.fromEntries([...found].map(([path, texts]) => [path, [...texts].sort()]));
}

function readOutput(
  engine: Liquid,
  source: string,
): { readonly path: string; readonly fallback: string } | undefined {
  const output = parseOutput(engine, source);
  if (output === undefined) return undefined;
  const { initial, filters } = output.value;
  const [path, ...others] = initial.postfix.map((token) => token.getText());
  if (path === undefined || others.length > 0) return undefined;
  const args = filters.find(({ name }) => name === 'default')?.args ?? [];
  const text = args.flatMap((argument) => ('getText' in argument ? argument.getText() : []))[0] ?? '';
  return { path, fallback: nameFallback(text) };
}

/** `'friend'` → `friend`, `0` → `0`; another value is named as an output. */
function nameFallback(argument: string): string {
  const quoted = /^(['"])([\s\S]*)\1$/.exec(argument);
  if (quoted !== null) return quoted[2] ?? '';
  return /^[a-z_]/i.test(argument) ? `{{ ${argument} }}` : argument;
}

/** An output that only looks like one, as in a comment, may not parse. */
function parseOutput(engine: Liquid, source: string): Output | undefined {
  try {
    const [template] = engine.parse(source);
    return template instanceof Output ? template : undefined;
  } catch (error) {
    if (LiquidError.is(error)) return undefined;
    throw error;
  }
}
