/** Values that the local DynamoDB keeps exactly, and those it refuses as AWS does. */
import { beforeEach, describe, expect, it } from 'vitest';
import { getRow, put, startProfiles, update } from '../../../harness/dynamodb-profiles.ts';

beforeEach(startProfiles);

describe('values and limits', () => {
  it('keeps 38 digits and bytes exactly', async () => {
    const item = {
      pk: { S: 'a' },
      n: { N: '12345678901234567890123456789012345678' },
      b: { B: Buffer.from([0, 255, 7]).toString('base64') },
    };
    await put(item);
    expect(await getRow('a')).toEqual(item);
  });

  it.each(['1e400', 'NaN', '123456789012345678901234567890123456789', ''])(
    'refuses the number %j',
    async (number) => {
      await expect(put({ pk: { S: 'a' }, n: { N: number } })).rejects.toMatchObject({
        code: 'ValidationException',
      });
    },
  );

  it('takes an item of 400 KB and refuses one byte more, counting UTF-8 bytes', async () => {
    const room = 400 * 1024 - 'pk'.length - 'a'.length - 'text'.length;
    const fits = '€'.repeat(Math.floor(room / 3)) + 'x'.repeat(room % 3);
    await put({ pk: { S: 'a' }, text: { S: fits } });
    await expect(put({ pk: { S: 'a' }, text: { S: `${fits}x` } })).rejects.toMatchObject({
      message: 'Item size has exceeded the maximum allowed size',
    });
    const grow = update('a', 'SET more = :x', { ExpressionAttributeValues: { ':x': { S: '' } } });
    await expect(grow).rejects.toMatchObject({
      message: 'Item size to update has exceeded the maximum allowed size',
    });
  });

  it('measures keys in bytes, not in UTF-16 units', async () => {
    await put({ pk: { S: '😀'.repeat(512) } });
    await expect(put({ pk: { S: '😀'.repeat(513) } })).rejects.toMatchObject({ code: 'ValidationException' });
  });

  it('refuses more than 32 levels of nesting and an empty index key', async () => {
    let value: Record<string, unknown> = { S: 'x' };
    for (let level = 0; level < 33; level += 1) value = { M: { in: value } };
    await expect(put({ pk: { S: 'a' }, value })).rejects.toMatchObject({ code: 'ValidationException' });
    await expect(put({ pk: { S: 'a' }, shard: { S: '' } })).rejects.toMatchObject({
      code: 'ValidationException',
    });
  });
});
