import { describe, expect, it } from 'vitest';
import { SegmentUnknownError } from '../../../app/runs/start-backfill.ts';
import { explainFailure } from '../../../cli/terminal/explain-failure.ts';

describe('a failure of the command', () => {
  it('without a region names the option and the variable', () => {
    expect(explainFailure(new Error('Region is missing'), undefined)).toEqual({
      exitCode: 2,
      code: 'region_missing',
      problem: 'No AWS region given.',
      remedy: 'Give --region, such as --region eu-west-1, or set AWS_REGION.',
    });
  });

  it('says what to do in the words of the error that knows', () => {
    expect(explainFailure(new SegmentUnknownError('vip'), undefined)).toMatchObject({
      code: 'segment_unknown',
      remedy: 'Name segments that are live; publish first.',
    });
    expect(explainFailure(new Error('odd'), undefined).remedy).toContain('Try again');
  });
});
