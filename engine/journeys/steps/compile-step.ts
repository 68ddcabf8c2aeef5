/** Compiles a step: every type has its file. */
import type { JourneyStep } from '../../model/documents/journey-document.ts';
import type { CompiledStep } from '../compiled-journey.ts';
import { compileBranchStep } from './branch.ts';
import { compileEmitStep } from './emit.ts';
import { compileEndStep } from './end.ts';
import { compileEnterStep } from './enter.ts';
import { compileHoldoutStep } from './holdout.ts';
import { compileSendStep } from './send.ts';
import { compileSplitStep } from './split.ts';
import type { StepCompiler, StepContext } from './step-context.ts';
import { compileUpdateStep } from './update.ts';
import { compileWaitStep } from './wait.ts';
import { compileWaitForStep } from './wait-for.ts';
import { compileWebhookStep } from './webhook.ts';

const compilers: { readonly [Type in JourneyStep['type']]: StepCompiler<Type> } = {
  send: compileSendStep,
  update: compileUpdateStep,
  emit: compileEmitStep,
  webhook: compileWebhookStep,
  enter: compileEnterStep,
  end: compileEndStep,
  wait: compileWaitStep,
  waitFor: compileWaitForStep,
  branch: compileBranchStep,
  split: compileSplitStep,
  holdout: compileHoldoutStep,
};

/** Throws DocumentInvalidError or PatternInvalidError. */
export function compileStep(step: JourneyStep, context: StepContext): CompiledStep {
  // The record pairs each type with its compiler, which TypeScript cannot follow through a lookup.
  const compile = compilers[step.type] as StepCompiler<JourneyStep['type']>;
  return { id: context.id, type: step.type, ...compile(step, context) };
}
