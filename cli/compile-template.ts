/** Compiles templates for the commands: behind the wall, so that a pathological one is named instead of hanging. */
import { createCompileWall } from '../adapters/content/compile-sandbox.ts';
import type { TemplateCompiler } from '../app/ports/template-compiler.ts';

const wall = createCompileWall();

export const compileTemplate: TemplateCompiler = (template) => wall.compile(template);
