import { readdirSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MigrationClass } from '@divan/platform';

const libs = join(__dirname, '..', '..', 'libs');

/**
 * Every migration class in the libs, straight from its file: a spec that needs a database does not have to load every
 * feature. A spec of apps/divan holds the application's own list against this one.
 */
export async function migrationClasses(): Promise<MigrationClass[]> {
  const modules = await Promise.all(migrationFiles().map((file) => import(file) as Promise<Record<string, unknown>>));
  return modules
    .flatMap((exported) => Object.values(exported))
    .filter((value): value is MigrationClass => typeof value === 'function' && 'up' in value.prototype);
}

function migrationFiles(): string[] {
  return readdirSync(libs)
    .sort()
    .flatMap((lib) => [join(libs, lib, 'src', 'migrations'), join(libs, lib, 'src', 'database', 'migrations')])
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((file) => /\/\d+-[\w-]+\.ts$/.test(file));
}
