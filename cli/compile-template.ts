/** Compiles templates for the commands: behind the wall, so that a pathological one is named instead of hanging. */
import { createCompileWall } from '../adapters/content/compile-wall.ts';
import type { TemplateCompiler } from '../adapters/publishing/template-compilers.ts';

const wall = createCompileWall();

export const compileTemplate: TemplateCompiler = (template) => wall.compile(template);
