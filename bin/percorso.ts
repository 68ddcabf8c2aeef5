/** The CDK app: reads the context, bundles the handlers, creates the stack of one stage. */
import { App, Tags } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { bundleFunctions, locateBundle } from '../lib/bundling/bundle.ts';
import { addChecks } from '../lib/checks.ts';
import { ContextInvalidError, readContext } from '../lib/context.ts';
import { PercorsoStack } from '../lib/percorso-stack.ts';
import { findRegionProblem } from '../lib/regions.ts';

const app = new App();
try {
  const settings = readContext(app.node.getAllContext());
  // The CDK's command line sets it; otherwise the region is unknown before deployment.
  const region = process.env['CDK_DEFAULT_REGION'];
  const problem = findRegionProblem(region, settings);
  if (problem !== undefined) {
    throw new ContextInvalidError([
      { name: 'The region', received: region, problem, example: 'AWS_REGION=eu-south-1' },
    ]);
  }
  await bundleFunctions();
  const stack = new PercorsoStack(app, `percorso-${settings.stage}`, {
    settings,
    code: (name) => Code.fromAsset(locateBundle(name)),
  });
  Tags.of(stack).add('percorso:stage', settings.stage);
  addChecks(app);
  app.synth();
} catch (error) {
  // The message is complete; a stack trace would hide it.
  if (!(error instanceof ContextInvalidError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
