/** The last lines that `npm start` prints; README.md has the same commands. */
import type { LocalProcess } from './local-process.ts';

interface Captured {
  readonly channel: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The unsubscribe link of the newest promotional email; undefined when none was sent. */
export async function findLink(local: LocalProcess): Promise<string | undefined> {
  const messages = (await local.control('GET', 'messages')) as readonly Captured[];
  const links = messages.flatMap(({ headers }) => {
    const name = Object.keys(headers).find((each) => each.toLowerCase() === 'list-unsubscribe') ?? '';
    return /<(https?:[^>]+)>/.exec(headers[name] ?? '')?.[1] ?? [];
  });
  return links.at(-1);
}

/** `link`: an unsubscribe link that works. */
export function describeNextSteps(endpoint: string, link: string | undefined): string[] {
  const settings = 'AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local';
  const detail = JSON.stringify(
    JSON.stringify({ userId: 'anna', properties: { orderId: 'A-9', revenue: 20, currency: 'EUR' } }),
  );
  return [
    '',
    `Inbox: ${endpoint}/     stop with Ctrl-C, which deletes all data: it is in memory. In another shell, try:`,
    `  export AWS_ENDPOINT_URL=${endpoint} ${settings}`,
    `  aws events put-events --entries '[{"EventBusName":"percorso-local","Source":"shop.web","DetailType":"Order Completed","Detail":${detail}}]'`,
    '  npx percorso timeline userId:anna',
    '  npx percorso people win-back',
    '  npx percorso why userId:giulia journey:first-cup',
    '  npx percorso statistics --days 40',
    ...(link === undefined ? [] : ['', `Unsubscribe link of a sent email, for the browser: ${link}`]),
  ];
}
