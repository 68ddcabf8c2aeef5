/**
 * Evaluates condition and filter expressions as DynamoDB does. dynalite parses them; its own evaluation compares
 * lists and maps by reference, treats two missing operands as equal, orders strings by UTF-16 units, and loses
 * `false` and empty strings in IN, BETWEEN, size and attribute_type.
 */
import { database, type Expression, type Operand, type Path } from './engine.ts';
import { type AttributeValue, type Item, readType } from './values.ts';

/** Whether an item (empty when there is none) satisfies the expression. */
export function isSatisfied(expression: Expression, item: Item): boolean {
  const args = expression.args ?? [];
  if (expression.type === 'and') return args.every((argument) => isSatisfied(argument as Expression, item));
  if (expression.type === 'or') return args.some((argument) => isSatisfied(argument as Expression, item));
  if (expression.type === 'not') return !isSatisfied(args[0] as Expression, item);
  const [left, ...right] = args.map((argument) => resolveOperand(argument, item));
  const operator = expression.type === 'function' ? expression.name : expression.type;
  return compare(operator ?? '', left, right);
}

/** Deep equality of values; sets have no order. */
export function isEqual(left: AttributeValue | undefined, right: AttributeValue | undefined): boolean {
  const type = readType(left);
  if (left === undefined || right === undefined || type !== readType(right)) return false;
  if (left.L !== undefined) {
    return left.L.length === right.L?.length && left.L.every((each, at) => isEqual(each, right.L?.[at]));
  }
  if (left.M !== undefined) {
    const names = Object.keys(left.M);
    if (names.length !== Object.keys(right.M ?? {}).length) return false;
    return names.every((name) => isEqual(left.M?.[name], right.M?.[name]));
  }
  const members = left.SS ?? left.NS ?? left.BS;
  if (members !== undefined) {
    const others = new Set(right.SS ?? right.NS ?? right.BS);
    return others.size === members.length && members.every((member) => others.has(member));
  }
  return type !== undefined && left[type] === right[type];
}

function compare(
  operator: string,
  left: AttributeValue | undefined,
  right: readonly (AttributeValue | undefined)[],
): boolean {
  const other = right[0];
  switch (operator) {
    case 'attribute_exists':
      return left !== undefined;
    case 'attribute_not_exists':
      return left === undefined;
    case '=':
      return isEqual(left, other);
    case '<>':
      return !isEqual(left, other);
    case 'in':
      return right.some((candidate) => isEqual(left, candidate));
    case 'attribute_type':
      return left !== undefined && readType(left) === other?.S;
    case 'begins_with':
      return isPrefixed(left, other);
    case 'contains':
      return isContained(left, other);
    case 'between':
      return compareOrder('>=', left, other) && compareOrder('<=', left, right[1]);
    default:
      return compareOrder(operator, left, other);
  }
}

function compareOrder(operator: string, left?: AttributeValue, right?: AttributeValue): boolean {
  if (left === undefined || right === undefined || readType(left) !== readType(right)) return false;
  if (left.N !== undefined) return database.compare(operator, left, right);
  const encoding = left.S === undefined ? 'base64' : 'utf8';
  const [first, second] = [left.S ?? left.B, right.S ?? right.B];
  if (first === undefined || second === undefined) return false;
  const order = Buffer.compare(Buffer.from(first, encoding), Buffer.from(second, encoding));
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

function isPrefixed(left?: AttributeValue, right?: AttributeValue): boolean {
  if (left?.S !== undefined && right?.S !== undefined) return left.S.startsWith(right.S);
  if (left?.B === undefined || right?.B === undefined) return false;
  const prefix = Buffer.from(right.B, 'base64');
  return Buffer.from(left.B, 'base64').subarray(0, prefix.length).equals(prefix);
}

function isContained(left?: AttributeValue, right?: AttributeValue): boolean {
  if (left === undefined || right === undefined) return false;
  if (left.L !== undefined) return left.L.some((element) => isEqual(element, right));
  if (left.SS !== undefined) return right.S !== undefined && left.SS.includes(right.S);
  if (left.NS !== undefined) return right.N !== undefined && left.NS.includes(right.N);
  if (left.BS !== undefined) return right.B !== undefined && left.BS.includes(right.B);
  if (left.S !== undefined) return right.S !== undefined && left.S.includes(right.S);
  if (left.B === undefined || right.B === undefined) return false;
  return Buffer.from(left.B, 'base64').includes(Buffer.from(right.B, 'base64'));
}

function resolveOperand(operand: Operand, item: Item): AttributeValue | undefined {
  if (Array.isArray(operand)) return database.mapPath(operand as Path, item) ?? undefined;
  const call = operand as Expression;
  if (call.type !== 'function') return operand as AttributeValue;
  const [argument] = call.args ?? [];
  return argument === undefined ? undefined : measureOperand(resolveOperand(argument, item));
}

/** `size()`: bytes of a binary, UTF-8 bytes of a string, members of a set, list or map; nothing of a number. */
function measureOperand(value: AttributeValue | undefined): AttributeValue | undefined {
  if (value === undefined) return undefined;
  let size: number | undefined;
  if (value.S !== undefined) size = Buffer.byteLength(value.S);
  else if (value.B !== undefined) size = Buffer.byteLength(value.B, 'base64');
  else if (value.M !== undefined) size = Object.keys(value.M).length;
  else size = (value.L ?? value.SS ?? value.NS ?? value.BS)?.length;
  return size === undefined ? undefined : { N: String(size) };
}
