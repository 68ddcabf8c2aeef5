// The line below the bar: what is going on, and what went wrong.
import { byId } from './element.js';

/** Shows a line; `''` takes it away. */
export function say(words, isBad = false) {
  byId('notice').textContent = words;
  byId('notice').hidden = words === '';
  byId('notice').classList.toggle('said', !isBad);
}

/** Runs something and says on the page what went wrong. */
export async function attempt(work) {
  try {
    await work();
    if (!byId('notice').classList.contains('said')) say('');
  } catch (error) {
    const isGone = error instanceof TypeError;
    say(
      isGone ? 'The local cloud does not answer. What you see is from before.' : String(error.message),
      true,
    );
  }
}
