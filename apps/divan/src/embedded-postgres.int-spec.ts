import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';

const launcher = join(__dirname, '..', 'embedded-postgres.mjs');
const run = promisify(execFile);

interface Started {
  url: string;
  port: number;
  started: boolean;
}

describe('the embedded PostgreSQL', () => {
  let folder: string;

  const ensure = async (...args: string[]): Promise<Started> => {
    const { stdout } = await run(process.execPath, [launcher, folder, '--disposable', ...args]);
    return JSON.parse(stdout) as Started;
  };
  const serverPid = async (): Promise<number> =>
    Number((await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n')[0]);
  const answers = async (url: string): Promise<boolean> => {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      return (await client.query<{ one: number }>('SELECT 1 AS one')).rows[0]?.one === 1;
    } catch {
      return false;
    } finally {
      await client.end().catch(() => undefined);
    }
  };

  beforeAll(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'divan-pg-')), 'postgres');
  });

  afterAll(async () => {
    await run(process.execPath, [launcher, folder, '--stop']);
    await rm(join(folder, '..'), { recursive: true, force: true });
  });

  it('is started once by two starters, and adopted by the next', async () => {
    const both = await Promise.all([ensure(), ensure()]);
    expect(both.map((server) => server.started).sort()).toEqual([false, true]);
    expect(both[0].url).toBe(both[1].url);
    expect(await answers(both[0].url)).toBe(true);
    expect((await ensure()).started).toBe(false);
  });

  it('starts again after kill -9', async () => {
    await ensure();
    process.kill(await serverPid(), 'SIGKILL');
    const next = await ensure();
    expect(next.started).toBe(true);
    expect(await answers(next.url)).toBe(true);
  });

  it('takes over the lock of a killed starter and a pid file whose pid is another program', async () => {
    await run(process.execPath, [launcher, folder, '--stop']);
    const dead = await run(process.execPath, ['-e', 'console.log(process.pid)']);
    await writeFile(join(folder, 'starting.lock'), dead.stdout.trim());
    await writeFile(join(folder, 'data', 'postmaster.pid'), `${process.pid}\n${folder}\n0\n1\n`);
    const next = await ensure();
    expect(next.started).toBe(true);
    expect(await answers(next.url)).toBe(true);
  });

  it('ends with its last living holder', async () => {
    const { url } = await ensure('--holder', String(process.pid));
    await ensure('--holder', String(process.ppid));
    await run(process.execPath, [launcher, folder, '--release', String(process.ppid)]);
    expect(await answers(url)).toBe(true);
    await run(process.execPath, [launcher, folder, '--release', String(process.pid)]);
    expect(await answers(url)).toBe(false);
  });
});
