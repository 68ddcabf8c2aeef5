import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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

  it('names the file that cannot be written, and does not blame AWS', () => {
    const fail = (work: () => void): unknown => {
      try {
        return work();
      } catch (error) {
        return explainFailure(error, 'http://127.0.0.1:4566');
      }
    };
    expect(fail(() => writeFileSync('/nowhere/code.svg', ''))).toEqual({
      exitCode: 2,
      code: 'file_error',
      problem: '/nowhere/code.svg: there is no such file or folder (ENOENT).',
      remedy: 'Correct the path, or make the folder.',
    });
    expect(fail(() => writeFileSync(tmpdir(), ''))).toMatchObject({
      exitCode: 2,
      remedy: 'Give the path of a file.',
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
