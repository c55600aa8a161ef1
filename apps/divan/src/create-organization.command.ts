import { parseArgs } from 'node:util';
import { OrganizationService } from '@divan/accounts';
import type { Command } from './command';
import { withApplication } from './command.module';

export const createOrganizationCommand: Command = {
  name: 'create-organization',
  usage: 'create-organization --name <name> --admin-email <address> [--admin-name <name>] [--time-zone <zone>]',
  summary: 'Makes an organization and prints the one-time link with which its first administrator joins.',
  async run(args, print) {
    const { values } = parseArgs({
      args,
      options: {
        name: { type: 'string' },
        'admin-email': { type: 'string' },
        'admin-name': { type: 'string' },
        'time-zone': { type: 'string', default: 'UTC' },
      },
    });
    const { name, 'admin-email': email, 'admin-name': adminName, 'time-zone': timeZone } = values;
    if (!name || !email) throw new Error(`--name and --admin-email are required.\nUsage: ${this.usage}`);
    await withApplication(async (app) => {
      const { organization, invitation } = await app.get(OrganizationService).createOrganization({
        name,
        timeZone,
        administrator: { email, name: adminName ?? email },
      });
      print(`Made the organization “${organization.name}” (${organization.id}).`);
      print(`${email} becomes its administrator with this link, once, until ${invitation.expiresAt.toISOString()}:`);
      print(invitation.link);
    });
  },
};
