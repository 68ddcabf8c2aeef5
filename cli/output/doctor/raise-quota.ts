/** The command that asks AWS for a higher quota. */

/** Service and code in Service Quotas: "Sending quota" of SES, "Concurrent executions" of Lambda. */
const quotas = {
  emailsPerDay: ['ses', 'L-804C8AE8'],
  concurrency: ['lambda', 'L-B99A9384'],
} as const;

export function raiseQuota(quota: keyof typeof quotas, value: number): string {
  const [service, code] = quotas[quota];
  return `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${value}`;
}
