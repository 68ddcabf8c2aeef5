/** The links of previews and test messages: each says what it does in a sent message, and does nothing. */
import { expect, it } from 'vitest';
import { createLinkSetup } from '../../harness/link-server.ts';

it.each([
  ['u', 'its reader unsubscribes here', 'annulla qui l’iscrizione'],
  ['p', 'its reader chooses here', 'sceglie qui'],
  ['v', 'its reader sees the message here', 'vede qui il messaggio'],
  ['c', 'its reader confirms a subscription here', 'conferma qui un’iscrizione'],
])('/%s/sample says so in both languages, and a post changes nothing', async (kind, english, italian) => {
  const setup = await createLinkSetup();
  for (const method of ['GET', 'HEAD', 'POST']) {
    for (const [lang, text] of [
      ['en', english],
      ['it', italian],
    ]) {
      const query = new URLSearchParams({ lang: lang ?? '' });
      const { status, body } = await setup.ask({ method, path: `/${kind}/sample`, query });
      expect([status, body.includes(text ?? '')]).toEqual([200, true]);
    }
  }
  expect(setup.events).toEqual([]);
  expect(setup.injector.calls).toEqual(['programs.readCurrent']);
});
