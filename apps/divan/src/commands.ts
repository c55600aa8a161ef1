import type { Command } from './command';
import { migrateCommand } from './migrate.command';

export const commands: Command[] = [migrateCommand];
