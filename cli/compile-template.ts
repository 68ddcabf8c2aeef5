/** Compiles templates for the commands: in the sandbox, so that a pathological template is reported instead of hanging. */
import { createCompileWall } from '../adapters/content/compile-sandbox.ts';
import type { TemplateCompiler } from '../app/ports/template-compiler.ts';

const wall = createCompileWall();

export const compileTemplate: TemplateCompiler = (template) => wall.compile(template);
