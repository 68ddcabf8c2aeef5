/** The examples read well for a person of whom nothing is known: a preview shows them so first. */
import { expect, it } from 'vitest';
import { openFolder, runCommand } from '../harness/run-command.ts';

it.each([
  ['order-confirmation', 'en', 'We have received your order and will roast it today.'],
  ['order-confirmation', 'it', 'Abbiamo ricevuto il tuo ordine: lo tostiamo oggi.'],
  ['cart-reminder', 'en', 'Subject: Your cart is waiting\n'],
  ['cart-reminder', 'it', 'Subject: Il tuo carrello ti aspetta\n'],
  ['third-order', 'en', 'You have ordered three times, friend'],
])('%s in %s', async (id, locale, words) => {
  const folder = openFolder();
  folder.write('person.json', JSON.stringify({ userId: 'anna', traits: { locale } }));
  const examples = `${process.cwd()}/examples`;
  const { output } = await runCommand(['preview', id, examples, '--profile', 'person.json'], {
    directory: folder.path,
  });
  folder.remove();
  expect(output.replace(/[^\S\n]+/g, ' ')).toContain(words);
});
