import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export const wait = (ms) => new Promise((done) => setTimeout(done, ms));

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** When a process began, as the system tells it: a pid that was given to another program has another birth. */
export async function birthOf(pid) {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    // The second field is the program's name in parentheses and may hold anything; the 22nd is the start time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return stat && fields[0] !== 'Z' ? `${boot.trim()}/${fields[19]}` : undefined;
  }
  if (process.platform === 'win32') return isAlive(pid) ? 'alive' : undefined;
  const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }));
  return stdout.trim() || undefined;
}

/** Whether a recorded process still is the one that was recorded. */
export async function isSame({ pid, birth }) {
  return Boolean(birth) && (await birthOf(pid)) === birth;
}

/** Asks recorded processes to end, and insists with those that do not within the grace time. */
export async function endProcesses(recorded, { ask = 'SIGTERM', insist = 'SIGKILL', graceMs = 8000 } = {}) {
  const living = async () => {
    const checked = await Promise.all(recorded.map(async (one) => ((await isSame(one)) ? one : undefined)));
    return checked.filter(Boolean);
  };
  const tell = (all, signal) => all.forEach(({ pid }) => send(pid, signal));
  tell(await living(), ask);
  for (let waited = 0; waited < graceMs; waited += 25) {
    if ((await living()).length === 0) return;
    await wait(25);
  }
  tell(await living(), insist);
}

function send(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Runs `action` while no other process does so under the same file. The lock of a killed process is taken over. */
export async function exclusively(file, action, timeoutMs = 60_000) {
  const deadline = Date.now() + timeoutMs;
  while (!(await take(file))) {
    const owner = Number(await readFile(file, 'utf8').catch(() => ''));
    if (owner && !isAlive(owner)) await rm(file, { force: true });
    else if (Date.now() > deadline) throw new Error(`${file} is held by process ${owner}.`);
    else await wait(50);
  }
  try {
    return await action();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file) {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}
