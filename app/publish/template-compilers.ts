/** Template compilers with bounded work: each content is compiled once, and a round takes a limited time. */

import { createHash } from 'node:crypto';
import { HOUR } from '../../engine/base/time-units.ts';
import type { UnsubscribePolicy } from '../../engine/model/documents/policy-document.ts';
import type { TemplateDocument } from '../../engine/model/documents/template-document.ts';
import type { CompiledPair, TemplateCompiler } from '../ports/template-compiler.ts';

/** The time of this round is used up: the template is compiled in a later round. */
export class TemplateDeferredError extends Error {
  readonly code = 'template_deferred';
  constructor(id: string) {
    super(`Template ${id} is compiled in a later round: this one has no time left.`);
    this.name = 'TemplateDeferredError';
  }
}

interface Remembered {
  readonly pair?: CompiledPair;
  readonly error?: Error;
  /** Epoch ms. */
  readonly until: number;
}

const rememberedTemplates = 2000;
/** A compiler that timed out once on a busy machine may succeed later. */
const slowRetryAfter = HOUR;

/** A process compiles each content once, whether it compiles or not. `clock` gives epoch milliseconds. */
export function rememberCompiled(compile: TemplateCompiler, clock: () => number): TemplateCompiler {
  const known = new Map<string, Remembered>();
  return async (template, footer) => {
    const key = hashSource(template, footer);
    const before = known.get(key);
    const entry =
      before !== undefined && before.until > clock()
        ? before
        : await attempt(() => compile(template, footer), clock);
    // Removed and set again, so that the one not used for longest is removed first.
    known.delete(key);
    known.set(key, entry);
    const oldest = known.keys().next();
    if (known.size > rememberedTemplates && oldest.done !== true) known.delete(oldest.value);
    if (entry.pair !== undefined) return entry.pair;
    throw entry.error;
  };
}

/** Throws errors that do not depend on the content: the next call tries again. */
async function attempt(
  compile: () => ReturnType<TemplateCompiler>,
  clock: () => number,
): Promise<Remembered> {
  try {
    return { pair: await compile(), until: Number.POSITIVE_INFINITY };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (error instanceof Error && code === 'template_invalid')
      return { error, until: Number.POSITIVE_INFINITY };
    if (error instanceof Error && code === 'template_too_slow')
      return { error, until: clock() + slowRetryAfter };
    throw error;
  }
}

export interface CompilingRounds {
  readonly compile: TemplateCompiler;
  /** Starts the next round, which has its full time. */
  begin(): void;
}

/** After `limit` milliseconds of a round, each further template throws TemplateDeferredError. */
export function limitRounds(compile: TemplateCompiler, limit: number, clock: () => number): CompilingRounds {
  let startedAt = clock();
  return {
    begin() {
      startedAt = clock();
    },
    async compile(template, footer) {
      if (clock() - startedAt >= limit) throw new TemplateDeferredError(template.id);
      return compile(template, footer);
    },
  };
}

function hashSource(template: TemplateDocument, footer: UnsubscribePolicy['footer']): string {
  const { status: _status, name: _name, description: _description, ...rest } = template;
  return createHash('sha256')
    .update(JSON.stringify([rest, footer]))
    .digest('hex');
}
