/** The last lines that `npm start` prints; README.md has the same lines. */

export function describeNextSteps(endpoint: string): string[] {
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
  ];
}
