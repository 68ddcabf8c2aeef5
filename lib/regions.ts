/** Regions where the stack cannot be deployed, as far as AWS documents them (2026-11). */
import type { Settings } from './settings.ts';

const withoutSes = ['eu-south-2', 'mx-central-1', 'ap-southeast-7', 'cn-north-1', 'cn-northwest-1'];
const withoutArchive = ['ca-west-1', 'mx-central-1'];

/** Why the stage cannot be deployed to the region, with a remedy; undefined if it can, or if the region is not known. */
export function findRegionProblem(
  region: string | undefined,
  { archiveDays }: Pick<Settings, 'archiveDays'>,
): string | undefined {
  if (region === undefined) return undefined;
  if (withoutSes.includes(region)) {
    return 'has no SES, which sends email: deploy to another region';
  }
  if (withoutArchive.includes(region) && archiveDays > 0) {
    return 'has no EventBridge archives: deploy with archiveDays=0, or to another region';
  }
  return undefined;
}
