/** `percorso doctor`. */
import { openDoctor } from '../../cloud/open-doctor.ts';
import type { CommandContext } from '../../terminal/command-context.ts';
import { parseWholeNumber } from '../../terminal/option-values.ts';
import { showDoctor } from './doctor.ts';

export function addDoctorCommand({ program, terminal, run }: CommandContext): void {
  program
    .command('doctor')
    .option(
      '--recipients <count>',
      'size of the planned campaign (default: the largest live campaign)',
      parseWholeNumber,
    )
    .option(
      '--dns <servers>',
      'DNS servers to ask, comma-separated (default: PERCORSO_DNS, then this machine’s)',
    )
    .description('check that email may be sent, arrives and can be unsubscribed from')
    .action(({ recipients, dns }: { recipients?: number; dns?: string }) =>
      run(async () => {
        const { ports, deployed } = await openDoctor(program.opts(), terminal, dns);
        return showDoctor(ports, deployed, recipients);
      }),
    );
}
