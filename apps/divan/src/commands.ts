import type { Command } from './command';
import { createOrganizationCommand } from './create-organization.command';
import { demoCommand } from './demo/demo.command';
import { migrateCommand } from './migrate.command';

export const commands: Command[] = [migrateCommand, createOrganizationCommand, demoCommand];
