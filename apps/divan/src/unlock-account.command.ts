import { AccountUnlock, AuthModule } from '@divan/auth';
import type { Command } from './command';
import { withApplication } from './command.module';
import { required } from './hosting/hosting.commands';

export const unlockAccountCommand: Command = {
  name: 'unlock-account',
  usage: 'unlock-account --email <address>',
  summary:
    'Forgets the failed attempts that lock an account. Opens nothing: password and second factor are asked for as ever.',
  async run(args, print) {
    const { email = '' } = required(this, args, ['email']);
    const organizations = await withApplication((app) => app.get(AccountUnlock).unlock(email), [AuthModule]);
    print(`${email} may try to sign in again. On record in ${organizations} organization(s).`);
  },
};
