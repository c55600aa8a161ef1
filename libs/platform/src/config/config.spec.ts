import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testEnvironment } from '../../../../test/support/environment';
import { Config, ConfigError } from './config';
import { platformConfig } from './platform.config';

const DATABASE_URL = 'postgres://app@localhost/divan';
const good = testEnvironment(DATABASE_URL);

function problemsOf(env: Record<string, string>): string[] {
  try {
    new Config(env);
    return [];
  } catch (error) {
    return (error as ConfigError).problems;
  }
}

describe('Config', () => {
  it('lists every problem at once, by name', () => {
    const problems = problemsOf({ PORT: '99999', WEB_URL: 'nonsense', ENCRYPTION_KEYS: 'short' });
    for (const name of ['DATABASE_URL', 'PORT', 'WEB_URL', 'ENCRYPTION_KEYS'])
      expect(problems.join('\n')).toContain(`${name}:`);
  });

  it('reads secrets from files and names the one that cannot be read', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'divan-')), 'url');
    writeFileSync(file, `${DATABASE_URL}\n`);
    const config = new Config({ ...good, DATABASE_URL: '', DATABASE_URL_FILE: file });
    expect(config.get(platformConfig).DATABASE_URL).toBe(DATABASE_URL);
    expect(problemsOf({ ...good, DATABASE_URL_FILE: '/nowhere' })).toEqual([
      'DATABASE_URL_FILE: the file /nowhere cannot be read',
    ]);
  });
});
