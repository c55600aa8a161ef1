import type { Command } from './command';
import { createOrganizationCommand } from './create-organization.command';
import { demoCommand } from './demo/demo.command';
import { deleteOrganizationCommand } from './hosting/delete-organization.command';
import {
  organizationsCommand,
  resumeOrganizationCommand,
  suspendOrganizationCommand,
} from './hosting/hosting.commands';
import { migrateCommand } from './migrate.command';
import { unlockAccountCommand } from './unlock-account.command';

export const commands: Command[] = [
  migrateCommand,
  createOrganizationCommand,
  organizationsCommand,
  suspendOrganizationCommand,
  resumeOrganizationCommand,
  deleteOrganizationCommand,
  unlockAccountCommand,
  demoCommand,
];
