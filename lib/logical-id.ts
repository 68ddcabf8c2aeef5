/** Fixes the logical id of a resource that holds state, so that moving code about never replaces it. */
import { CfnResource, type Resource } from 'aws-cdk-lib';

export function pinLogicalId(resource: Resource, logicalId: string): void {
  const child = resource.node.defaultChild;
  if (!CfnResource.isCfnResource(child)) {
    throw new Error(`${resource.node.path} has no CloudFormation resource of its own to name ${logicalId}`);
  }
  child.overrideLogicalId(logicalId);
}
