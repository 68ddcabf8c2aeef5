/** The local DynamoDB behaves as AWS documents where Percorso relies on it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { getRow, put, startProfiles, update } from '../../../harness/dynamodb-profiles.ts';

beforeEach(startProfiles);

describe('conditional writes', () => {
  it('lets exactly one of many concurrent creations win', async () => {
    const attempts = Array.from({ length: 20 }, (_, at) =>
      put({ pk: { S: 'a' }, by: { N: String(at) } }, { ConditionExpression: 'attribute_not_exists(pk)' }),
    );
    const results = await Promise.allSettled(attempts);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const refused = results.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    expect(refused.reason).toMatchObject({ code: 'ConditionalCheckFailedException', status: 400 });
  });

  it('loses no increment when concurrent writers retry on the version', async () => {
    await put({ pk: { S: 'a' }, version: { N: '0' } });
    const increment = async (): Promise<void> => {
      for (;;) {
        const version = String((await getRow('a'))?.['version']?.['N']);
        try {
          await update('a', 'SET version = :next', {
            ConditionExpression: 'version = :seen',
            ExpressionAttributeValues: {
              ':seen': { N: version },
              ':next': { N: String(Number(version) + 1) },
            },
          });
          return;
        } catch (error) {
          expect(error).toMatchObject({ code: 'ConditionalCheckFailedException' });
        }
      }
    };
    await Promise.all(Array.from({ length: 10 }, increment));
    expect(await getRow('a')).toMatchObject({ version: { N: '10' } });
  });

  it('returns the item that is there when asked to on a failed condition', async () => {
    await put({ pk: { S: 'a' }, version: { N: '4' } });
    const attempt = (item: string) =>
      put(
        { pk: { S: item } },
        {
          ConditionExpression: 'version = :v',
          ExpressionAttributeValues: { ':v': { N: '3' } },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      );
    await expect(attempt('a')).rejects.toMatchObject({
      members: { Item: { pk: { S: 'a' }, version: { N: '4' } } },
    });
    await expect(attempt('missing')).rejects.toMatchObject({ members: {} });
  });

  it.each([
    ['m = :m', true],
    ['l = :l', true],
    ['ss = :ss', true],
    ['gone1 = gone2', false],
    ['gone1 <> :m', true],
    ['flag IN (:f)', true],
    ['attribute_type(flag, :bool)', true],
    ['size(blank) = :zero', true],
    ['size(emoji) = :four', true],
    ['blank BETWEEN :e AND :z', true],
    ['contains(l, :f)', true],
    ['begins_with(octets, :b)', true],
    ['NOT (flag = :f)', false],
    ['n < :n10 AND attribute_exists(nothing)', true],
    ['emoji > :bmp', true],
  ])('evaluates %s to %s, as DynamoDB does', async (ConditionExpression, expected) => {
    const values = {
      ':m': { M: { b: { N: '1.0' }, a: { L: [{ S: 'x' }] } } },
      ':l': { L: [{ BOOL: false }, { S: 'x' }] },
      ':ss': { SS: ['b', 'a'] },
      ':f': { BOOL: false },
      ':bool': { S: 'BOOL' },
      ':zero': { N: '0' },
      ':four': { N: '4' },
      ':e': { S: '' },
      ':z': { S: 'z' },
      ':b': { B: Buffer.from([0xff]).toString('base64') },
      ':n10': { N: '10' },
      ':bmp': { S: '\uFFFD' },
    };
    await put({
      pk: { S: 'a' },
      m: { M: { a: { L: [{ S: 'x' }] }, b: { N: '1' } } },
      l: { L: [{ BOOL: false }, { S: 'x' }] },
      ss: { SS: ['a', 'b'] },
      flag: { BOOL: false },
      blank: { S: '' },
      emoji: { S: '😀' },
      octets: { B: Buffer.from([0xff, 0x01]).toString('base64') },
      n: { N: '9' },
      nothing: { NULL: true },
    });
    const used = Object.entries(values).filter(([name]) =>
      new RegExp(`${name}\\b`).test(ConditionExpression),
    );
    const attempt = update('a', 'REMOVE leftover', {
      ConditionExpression,
      ...(used.length > 0 && { ExpressionAttributeValues: Object.fromEntries(used) }),
    });
    if (expected) await attempt;
    else await expect(attempt).rejects.toMatchObject({ code: 'ConditionalCheckFailedException' });
  });
});

describe('update expressions', () => {
  it('sets nested paths, removes, adds and fills in defaults in one write', async () => {
    await put({
      pk: { S: 'a' },
      traits: { M: { city: { S: 'Rome' } } },
      former: { S: 'x' },
      items_: { L: [{ S: '0' }, { S: '1' }, { S: '2' }, { S: '3' }] },
    });
    const answer = await update(
      'a',
      'SET traits.#c = :c, #n = if_not_exists(#n, :zero) + :one, copied = traits REMOVE former, items_[0], items_[2] ADD tags :tags, sum_of :one',
      {
        ExpressionAttributeNames: { '#c': 'city', '#n': 'visits' },
        ExpressionAttributeValues: {
          ':c': { S: 'Como' },
          ':zero': { N: '0' },
          ':one': { N: '1' },
          ':tags': { SS: ['x'] },
        },
        ReturnValues: 'ALL_NEW',
      },
    );
    const expected = {
      pk: { S: 'a' },
      traits: { M: { city: { S: 'Como' } } },
      copied: { M: { city: { S: 'Rome' } } },
      items_: { L: [{ S: '1' }, { S: '3' }] },
      visits: { N: '1' },
      sum_of: { N: '1' },
      tags: { SS: ['x'] },
    };
    expect(answer['Attributes']).toEqual(expected);
    expect(await getRow('a')).toEqual(expected);
  });

  it('refuses a path through a map that is not there, and changes nothing', async () => {
    await put({ pk: { S: 'a' } });
    const attempt = update('a', 'SET missing.deep = :v', { ExpressionAttributeValues: { ':v': { S: 'x' } } });
    await expect(attempt).rejects.toMatchObject({ code: 'ValidationException' });
    expect(await getRow('a')).toEqual({ pk: { S: 'a' } });
  });

  it('keeps names that every JavaScript object inherits', async () => {
    const item = JSON.parse('{"pk":{"S":"a"},"m":{"M":{"__proto__":{"S":"p"},"constructor":{"N":"1"}}}}');
    await put(item);
    await update('a', 'SET #t = if_not_exists(#t, :v), toString = if_not_exists(toString, :v)', {
      ConditionExpression: 'attribute_not_exists(#t)',
      ExpressionAttributeNames: { '#t': '__proto__' },
      ExpressionAttributeValues: { ':v': { S: 'own' } },
    });
    const row = JSON.stringify(await getRow('a'));
    expect(JSON.parse(row)).toEqual(
      JSON.parse(
        '{"pk":{"S":"a"},"m":{"M":{"__proto__":{"S":"p"},"constructor":{"N":"1"}}},"__proto__":{"S":"own"},"toString":{"S":"own"}}',
      ),
    );
    expect(row).toContain('"__proto__":{"S":"own"}');
  });

  it('hands out copies: changing an answer changes nothing stored', async () => {
    await put({ pk: { S: 'a' }, traits: { M: { city: { S: 'Rome' } } } });
    const row = await getRow('a');
    Object.assign(row?.['traits']?.['M'] ?? {}, { city: { S: 'Oslo' } });
    expect(await getRow('a')).toMatchObject({ traits: { M: { city: { S: 'Rome' } } } });
  });
});
