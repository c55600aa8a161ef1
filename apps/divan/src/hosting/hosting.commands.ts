import { parseArgs } from 'node:util';
import { HostingService } from '@divan/accounts';
import { AuthModule } from '@divan/auth';
import type { INestApplicationContext } from '@nestjs/common';
import type { Command } from '../command';
import { withApplication } from '../command.module';

/** With what ends sessions and keys when an organization is closed. */
export function withHosting<T>(
  work: (hosting: HostingService, app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  return withApplication((app) => work(app.get(HostingService), app), [AuthModule]);
}

/** @throws with the usage, when an option is missing */
export function required(command: Command, args: string[], names: readonly string[]): Record<string, string> {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' } as const]));
  const { values } = parseArgs({ args, options });
  const missing = names.filter((name) => !values[name]);
  if (missing.length > 0)
    throw new Error(`${missing.map((name) => `--${name}`).join(', ')} is required.\nUsage: ${command.usage}`);
  return values as Record<string, string>;
}

export const organizationsCommand: Command = {
  name: 'organizations',
  usage: 'organizations',
  summary: 'Lists the organizations with their state and the number of their active members.',
  async run(_args, print) {
    const organizations = await withHosting((hosting) => hosting.list());
    for (const { id, name, state, stateReason, activeMembers, createdAt } of organizations) {
      const why = stateReason ? ` (${stateReason})` : '';
      print(`${id}  ${state}${why}  ${activeMembers} members  since ${createdAt.toISOString().slice(0, 10)}  ${name}`);
    }
    if (organizations.length === 0) print('There is no organization here.');
  },
};

export const suspendOrganizationCommand: Command = {
  name: 'suspend-organization',
  usage: 'suspend-organization --id <id> --reason <text>',
  summary: 'Ends all sessions, refuses keys and pauses receiving and publishing. Nothing is lost.',
  async run(args, print) {
    const { id = '', reason = '' } = required(this, args, ['id', 'reason']);
    const { name } = await withHosting((hosting) => hosting.suspend(id, reason));
    print(`“${name}” is suspended.`);
  },
};

export const resumeOrganizationCommand: Command = {
  name: 'resume-organization',
  usage: 'resume-organization --id <id>',
  summary:
    'Lets a suspended organization go on. Its members sign in again; posts that are too late by then are not sent.',
  async run(args, print) {
    const { id = '' } = required(this, args, ['id']);
    const { name } = await withHosting((hosting) => hosting.resume(id));
    print(`“${name}” is active again.`);
  },
};
