/** What identifies a row: the mapping is warned without an id, and a proposal has one where the file does. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type Folder, openFolder, runCommand } from '../../../harness/run-command.ts';

let folder: Folder;
beforeEach(() => {
  folder = openFolder();
});
afterEach(() => {
  folder.remove();
});

const run = (...words: string[]) => runCommand(['import', 'a.csv', ...words], { directory: folder.path });

async function propose(text: string, ...words: string[]) {
  folder.write('a.csv', text);
  const { output } = await run('--propose', ...words);
  return { output, mapping: parse(output) as { id?: string[]; columns: Record<string, { to: string }> } };
}

const event = ['--event', 'Order Completed'];

describe('a proposal of events', () => {
  it.each([
    ['Order ID;Email;Total', 'Order ID'],
    ['email,order_id', 'order_id'],
    ['customer_id,id', 'id'],
    ['id,email', 'id'],
    ['Email;Transaction ID', 'Transaction ID'],
    ['Email;Invoice number', 'Invoice number'],
    ['Email;invoiceNo', 'invoiceNo'],
    ['E-Mail;Bestellnummer', 'Bestellnummer'],
    ['E-Mail;Rechnungs-Nr.', 'Rechnungs-Nr.'],
    ['Mail;Numero ordine', 'Numero ordine'],
    ['Mail;N\u00b0 fattura', 'N\u00b0 fattura'],
    ['Mail;Num\u00e9ro de commande', 'Num\u00e9ro de commande'],
    ['Mail;N\u00famero de pedido', 'N\u00famero de pedido'],
  ])('of a file with %s has the id %s', async (header, id) => {
    const delimiter = header.includes(';') ? ';' : ',';
    const row = (mark: string) =>
      header
        .split(delimiter)
        .map((_, index) => `${mark}${index}`)
        .join(delimiter);
    const { mapping, output } = await propose(`${header}\n${row('a')}\n${row('b')}\n`, ...event);
    expect(mapping.id).toEqual([id]);
    expect(mapping.columns[id]?.to).toMatch(/^properties\./);
    expect(output).not.toContain('Without "id"');
    folder.write('map.yaml', output);
    expect((await run('--map', 'map.yaml', '--dry-run')).output).not.toContain('warning');
  });

  it.each([
    ['no column looks like one', 'Email;Total\na@example.com;1\n', 'No column looks like the number'],
    [
      'it is in two rows',
      'Email;Order ID\na@example.com;1\na@example.com;1\n',
      '"Order ID" is empty in a row',
    ],
    ['it is empty', 'Email;Order ID\na@example.com;1\na@example.com;\n', '"Order ID" is empty in a row'],
  ])('says why an id matters where %s', async (_, text, reason) => {
    const { mapping, output } = await propose(text, ...event);
    expect(mapping.id).toBeUndefined();
    expect(output).toContain(`# ${reason}`);
    expect(output).toContain('each of its rows counts once more');
  });

  it('keeps an id that is of the person', async () => {
    const { mapping } = await propose('id;email\n1;a@example.com\n1;a@example.com\n', ...event);
    expect(mapping.columns).toMatchObject({ id: { to: 'userId' } });
  });
});

describe('a mapping of events without an id', () => {
  it('is warned by a dry run, with the remedy; people are not', async () => {
    folder.write('a.csv', 'email,total\na@example.com,10\n');
    const columns = (total: string) => `columns: { email: traits.email, total: ${total} }\n`;
    folder.write('map.yaml', `source: shop\nevent: Order Completed\n${columns('properties.revenue')}`);
    const { exitCode, output } = await run('--map', 'map.yaml', '--dry-run');
    expect(exitCode).toBe(0);
    expect(output).toContain('Mapping: warning: id: A row is identified by its file and line.');
    expect(output).toContain('id: [Order no]');
    const { warnings } = JSON.parse((await run('--map', 'map.yaml', '--dry-run', '--json')).output);
    expect(warnings).toHaveLength(1);
    folder.write('map.yaml', `source: shop\n${columns('traits.total')}`);
    expect((await run('--map', 'map.yaml', '--dry-run')).output).not.toContain('warning');
  });
});

describe('properties of people', () => {
  it('are proposed as traits, and are an error of a mapping without an event', async () => {
    const { mapping, output } = await propose('email,revenue\na@example.com,10\n');
    expect(mapping.columns['revenue']).toEqual({ to: 'traits.revenue', type: 'number' });
    folder.write('map.yaml', output.replace('traits.revenue', 'properties.revenue'));
    const wrong = await run('--map', 'map.yaml', '--dry-run');
    expect(wrong.exitCode).toBe(2);
    expect(wrong.errors).toContain('columns.revenue: Without "event"');
    expect(wrong.errors).toContain('Write traits.<name> instead');
  });
});

describe('a proposal of a German file', () => {
  it('has its words of consents, asks for the country of its phones, and names a second consent', async () => {
    const rows =
      'a@example.com;0171 2345678;ja;1\nb@example.com;0171 2345679;NEIN;0\nc@example.com;;wahr;1\n';
    const { mapping, output } = await propose(`E-Mail;Telefon;Newsletter;Newsletter\n${rows}`);
    expect(mapping.columns['Newsletter']).toEqual({ to: 'consent.email', yes: ['ja', 'wahr'], no: ['nein'] });
    expect(output).toContain('# "Telefon" has phone numbers without a country code');
    expect(output).toContain('# Another column states consent.email. "Newsletter (2)" could state it too');
    const complete = output.replace('format:', 'format:\n  phonePrefix: "+49"');
    folder.write('map.yaml', complete);
    const { accepted, states } = JSON.parse((await run('--map', 'map.yaml', '--dry-run', '--json')).output);
    expect(accepted).toBe(3);
    expect(states).toContainEqual({ target: 'consent.email', yes: 2, no: 1 });
  });

  it('guesses nothing of other words', async () => {
    const { mapping } = await propose('E-Mail;Newsletter\na@example.com;aktiv\nb@example.com;x\n');
    expect(mapping.columns['Newsletter']).toEqual({ to: 'consent.email' });
  });
});
