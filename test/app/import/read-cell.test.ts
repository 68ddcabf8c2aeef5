/** Cells as spreadsheets write them. */
import { describe, expect, it } from 'vitest';
import type { ValueFormat, ValueType } from '../../../app/import/mapping.ts';
import { readCell } from '../../../app/import/read-cell.ts';

const italian: ValueFormat = { decimal: ',', dates: 'DMY', timezone: 'Europe/Rome', phonePrefix: '+39' };
const american: ValueFormat = { decimal: '.', dates: 'MDY', timezone: 'UTC' };

describe('a cell', () => {
  it.each<readonly [string, ValueType, ValueFormat, unknown]>([
    ['1.234,56', 'number', italian, 1234.56],
    ['\u20ac 1.234.567,5', 'number', italian, 1234567.5],
    ['1 234,56', 'number', italian, 1234.56],
    ["1'234.50", 'number', american, 1234.5],
    ['-12', 'number', italian, -12],
    ['1,234.56', 'number', american, 1234.56],
    ['31/12/2026', 'date', italian, '2026-12-31'],
    ['12/31/2026', 'date', american, '2026-12-31'],
    ['1.2.2026', 'date', italian, '2026-02-01'],
    ['2026-12-31', 'date', italian, '2026-12-31'],
    ['31/12/2026', 'time', italian, '2026-12-30T23:00:00.000Z'],
    ['31/12/2026 18:30', 'time', italian, '2026-12-31T17:30:00.000Z'],
    ['2026-06-01 10:00', 'time', italian, '2026-06-01T08:00:00.000Z'],
    ['2026-06-01T10:00:00+05:00', 'time', italian, '2026-06-01T05:00:00.000Z'],
    ['2026-06-01', 'time', american, '2026-06-01T00:00:00.000Z'],
    ['+39 02 123-4567', 'phone', american, '+39021234567'],
    ['0039 02 1234567', 'phone', american, '+39021234567'],
    ['02 1234567', 'phone', italian, '+39021234567'],
    ['0171 2345678', 'phone', { ...italian, phonePrefix: '+49' }, '+491712345678'],
    ['020 7946 0018', 'phone', { ...italian, phonePrefix: '+44' }, '+442079460018'],
    ['+44 (0)20 7946 0018', 'phone', american, '+442079460018'],
    ["'+39 02 1234567", 'phone', american, '+39021234567'],
    ['Anna@Example.COM', 'email', italian, 'anna@example.com'],
    ['007', 'text', italian, '007'],
    ['="00123"', 'text', italian, '00123'],
    ['x', 'boolean', italian, true],
    ['nein', 'boolean', italian, false],
  ])('%s as %s is a value', (text, type, format, value) => {
    expect(readCell(text, type, format)).toEqual({ ok: true, value });
  });

  it.each<readonly [string, ValueType, ValueFormat]>([
    ['3.93E+11', 'phone', italian],
    ['3,93E+11', 'phone', italian],
    ['3,93E+11', 'text', italian],
    ['393331234567', 'phone', american],
    ['1.234,56', 'number', american],
    ['1,234.56', 'number', italian],
    ['1.23', 'number', italian],
    ['1E+05', 'number', american],
    ['31/12/2026', 'date', american],
    ['31/02/2026', 'date', italian],
    ['31/12/26', 'date', italian],
    ['31/12/2026', 'date', { ...italian, dates: 'YMD' }],
    ['31/12/2026 25:00', 'time', italian],
    ['46387', 'date', italian],
    ['=SUM(A1:A9)', 'text', italian],
    ['#N/A', 'text', italian],
    ['#REF!', 'number', italian],
    ['anna@', 'email', italian],
    ['a@example.com; b@example.com', 'email', italian],
    ['perhaps', 'boolean', italian],
  ])('%s as %s is refused, and the reason does not repeat it', (text, type, format) => {
    const cell = readCell(text, type, format);
    expect(cell).toMatchObject({ ok: false });
    if (!cell.ok) expect(cell.problem).not.toContain(text);
  });
});
