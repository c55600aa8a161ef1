import { Platform1700000000000 } from './migrations/1700000000000-platform';
import { Mail1700001000000 } from './migrations/1700001000000-mail';

export const platformMigrations = [Platform1700000000000, Mail1700001000000];
