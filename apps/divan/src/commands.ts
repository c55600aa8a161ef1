import type { Command } from './command';
import { migrateCommand } from './migrate.command';
import { openApiCommand } from './openapi.command';

export const commands: Command[] = [migrateCommand, openApiCommand];
