import { Platform1700000000000 } from './migrations/1700000000000-platform';
import { Mail1700001000000 } from './migrations/1700001000000-mail';
import { Deletion1700002000000 } from './migrations/1700002000000-deletion';

export const platformMigrations = [Platform1700000000000, Mail1700001000000, Deletion1700002000000];
