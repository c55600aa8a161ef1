import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../apps/divan/home.mjs';
import { startInstallation } from '../browser/installation.mjs';
import { wait } from './town.mjs';

const LIMIT_MB = 160;
const PROCESSES = ['api', 'worker'];

/**
 * Resident memory of api and worker after the browser story, told in both languages on a demo that was just made. The
 * floor is a bare Node process: what nobody can go below.
 */
export async function run(say) {
  const installation = await startInstallation();
  const bare = spawn(process.execPath, ['-e', 'require("node:http").createServer().listen(0, "127.0.0.1")']);
  try {
    const fresh = residentMegabytesOf(installation);
    await tellTheStory(installation);
    await wait(5000);
    const floor = residentMegabytes(bare.pid);
    const after = residentMegabytesOf(installation);
    return PROCESSES.map((name) => {
      say(`${name}: ${Math.round(fresh[name])} MB when ready, ${Math.round(after[name])} MB after the story`);
      const ours = after[name];
      return { ours, floor, unit: 'MB', detail: { process: name }, wanted: () => ours <= LIMIT_MB };
    });
  } finally {
    bare.kill();
    await installation.stop();
  }
}

/** @throws when the story does not end well: memory after half of it says nothing */
async function tellTheStory({ home }) {
  const story = join(root, 'test', 'browser', 'story.browser.mjs');
  const env = { ...process.env, DIVAN_RUNNING_HOME: home };
  const child = spawn(process.execPath, ['--test', story], { cwd: root, env, stdio: ['ignore', 2, 2] });
  const code = await new Promise((done) => child.on('close', done));
  if (code !== 0) throw new Error(`The browser story ended with ${code}.`);
}

function residentMegabytesOf({ home }) {
  const { children } = JSON.parse(readFileSync(join(home, 'run.json'), 'utf8'));
  const pidOf = (wanted) => children.find(({ name }) => name === wanted).pid;
  return Object.fromEntries(PROCESSES.map((name) => [name, residentMegabytes(pidOf(name))]));
}

function residentMegabytes(pid) {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
