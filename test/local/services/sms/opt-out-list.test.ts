/** The opt-out list of the local cloud: pages, and what it does not accept. */
import { expect, it } from 'vitest';
import { createSmsVoice } from '../../../../local/services/sms/voice.ts';
import { createCaller, createFakeCloud } from '../../../harness/fake-cloud.ts';

const Default = { OptOutListName: 'Default' };
const open = () => createCaller(createSmsVoice(createFakeCloud()));

it('lists each number once over pages, also when a number of an earlier page leaves meanwhile', async () => {
  const call = open();
  const numbers = Array.from({ length: 5 }, (_, index) => `+39061234567${index}`);
  for (const OptedOutNumber of numbers) await call('PutOptedOutNumber', { ...Default, OptedOutNumber });
  const found: unknown[] = [];
  let NextToken: unknown;
  do {
    const page = await call('DescribeOptedOutNumbers', {
      ...Default,
      MaxResults: 2,
      ...(NextToken === undefined ? {} : { NextToken }),
    });
    const listed = page['OptedOutNumbers'] as readonly { OptedOutNumber: string }[];
    found.push(...listed.map(({ OptedOutNumber }) => OptedOutNumber));
    if (NextToken === undefined)
      await call('DeleteOptedOutNumber', { ...Default, OptedOutNumber: numbers[0] });
    NextToken = page['NextToken'];
  } while (NextToken !== undefined);
  expect(found).toEqual(numbers);
});

it.each([
  ['DescribeOptedOutNumbers', {}, 'ValidationException'],
  ['DescribeOptedOutNumbers', { OptOutListName: 'other' }, 'ResourceNotFoundException'],
  ['DescribeOptedOutNumbers', { ...Default, MaxResults: 101 }, 'ValidationException'],
  ['DescribeOptedOutNumbers', { ...Default, NextToken: '???' }, 'ValidationException'],
  ['PutOptedOutNumber', { ...Default, OptedOutNumber: '12' }, 'ValidationException'],
  ['DeleteOptedOutNumber', { ...Default, OptedOutNumber: '+390612345678' }, 'ResourceNotFoundException'],
])('does not accept %s with %j', async (operation, input, code) => {
  await expect(open()(operation, input)).rejects.toMatchObject({ code });
});
