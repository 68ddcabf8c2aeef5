/**
 * The opt-out list `Default` of an account. Numbers are listed in their order, so that a token stays valid when others
 * are added or removed; AWS documents no order.
 */
import { omitAbsent } from '../../omit-absent.ts';
import { ServiceError } from '../../service.ts';
import { createInvalid, readNumber } from './read-request.ts';

type Fields = Readonly<Record<string, unknown>>;

export const optOutList = 'Default';

export class LocalOptOutList {
  /** Moments at which numbers were added (epoch ms). */
  readonly #numbers = new Map<string, number>();

  has(number: string): boolean {
    return this.#numbers.has(number);
  }

  clear(): void {
    this.#numbers.clear();
  }

  /** `now` in epoch ms. Throws ServiceError. */
  change(operation: 'PutOptedOutNumber' | 'DeleteOptedOutNumber', input: Fields, now: number): Fields {
    checkList(input);
    const number = readNumber(input['OptedOutNumber'], 'OptedOutNumber');
    const known = this.#numbers.get(number);
    if (operation === 'PutOptedOutNumber') {
      this.#numbers.set(number, known ?? now);
    } else if (!this.#numbers.delete(number)) {
      throw new ServiceError('ResourceNotFoundException', 400, `${number} is not on the opt-out list`, {
        ResourceType: 'opted-out-number',
        ResourceId: number,
      });
    }
    return { OptOutListName: optOutList, ...describeOptOut(number, known ?? now) };
  }

  /** One page. Throws ServiceError. */
  list(input: Fields): Fields {
    checkList(input);
    const wanted = Array.isArray(input['OptedOutNumbers']) ? input['OptedOutNumbers'] : undefined;
    const after = readToken(input['NextToken']);
    const limit = readLimit(input['MaxResults']);
    const rest = [...this.#numbers]
      .filter(([number]) => (wanted === undefined || wanted.includes(number)) && number > after)
      .sort(([left], [right]) => (left < right ? -1 : 1));
    const page = rest.slice(0, limit);
    const last = rest.length > limit ? page.at(-1)?.[0] : undefined;
    return {
      OptOutListName: optOutList,
      OptedOutNumbers: page.map(([number, time]) => describeOptOut(number, time)),
      ...omitAbsent({ NextToken: last && Buffer.from(last).toString('base64url') }),
    };
  }
}

function checkList({ OptOutListName: name }: Fields): void {
  if (name === undefined)
    throw createInvalid('OptOutListName', 'MISSING_PARAMETER', 'OptOutListName is missing');
  if (name === optOutList) return;
  throw new ServiceError('ResourceNotFoundException', 400, 'Only the opt-out list Default is emulated', {
    ResourceType: 'opt-out-list',
    ResourceId: String(name),
  });
}

/** The number after which a page begins. */
function readToken(token: unknown): string {
  if (token === undefined) return '';
  const number = Buffer.from(String(token), 'base64url').toString();
  if (/^\+\d+$/.test(number)) return number;
  throw createInvalid('NextToken', 'INVALID_PARAMETER', 'NextToken is not of this list');
}

function readLimit(value: unknown): number {
  if (value === undefined) return 100;
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 100) return Number(value);
  throw createInvalid('MaxResults', 'FIELD_VALIDATION_FAILED', 'MaxResults is 1 to 100');
}

function describeOptOut(number: string, time: number): Fields {
  return { OptedOutNumber: number, OptedOutTimestamp: time / 1000, EndUserOptedOut: false };
}
