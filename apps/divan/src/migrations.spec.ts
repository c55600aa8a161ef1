import { migrationClasses } from '../../../test/support/migration-files';
import { migrations } from './migrations';

describe('the list of migrations', () => {
  const names = (classes: { name: string }[]): string[] => classes.map(({ name }) => name).sort();

  it('holds every migration of every lib, once', async () => {
    expect(names(migrations)).toEqual(names(await migrationClasses()));
  });

  it('gives every migration a time of its own', () => {
    const times = migrations.map(({ name }) => /\d{13}$/.exec(name)?.[0]);
    expect(new Set(times).size).toBe(migrations.length);
  });
});
