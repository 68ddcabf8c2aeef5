/** Compiles templates for the commands: in the sandbox, so that a pathological template is reported instead of hanging. */

import { createCompileSandbox } from '../../adapters/content/compile-sandbox.ts';
import type { TemplateCompiler } from '../../app/ports/template-compiler.ts';

const sandbox = createCompileSandbox();

export const compileTemplate: TemplateCompiler = (template, footer) => sandbox.compile(template, footer);
