import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { startInstallation } from '../support/installation.mjs';
import { makeChannel, messages, openInbox, superuserPool, wait } from './town.mjs';

const LIMIT_MB = 160;

/**
 * Resident memory of api and worker after work like the browser story's: sign-in, lists, reading, a picture, a post, a
 * few thousand messages integrated into the log. The floor is a bare Node process: what nobody can go below.
 */
export async function run(say) {
  const installation = await startInstallation();
  const pool = superuserPool(installation);
  const inbox = await openInbox(installation);
  try {
    const admin = await installation.organization();
    const organizationId = admin.me.organization.id;
    const channel = await makeChannel(pool, organizationId);
    const ctx = inbox.contextOf(organizationId, 'bench');
    for (let at = 0; at < 10; at++) await inbox.ingestion.receive(ctx, channel, messages(300, `b${at}-`), String(at));
    for (let round = 0; round < 20; round++) await readEverything(admin);
    await wait(5000);
    const floor = residentMegabytes(await bareNode());
    const measured = {
      api: residentMegabytes(installation.api.pid),
      worker: residentMegabytes(installation.worker.pid),
    };
    say(`after ${3000} messages and ${20 * PATHS.length} requests`);
    return Object.entries(measured).map(([name, ours]) => ({
      ours,
      floor,
      unit: 'MB',
      detail: { process: name },
      wanted: () => ours <= LIMIT_MB,
    }));
  } finally {
    bare?.kill();
    await inbox.close();
    await pool.end();
    await installation.stop();
  }
}

const PATHS = [
  '/v1/me',
  '/v1/conversations?limit=50',
  '/v1/conversation-counts',
  '/v1/channels',
  '/v1/networks',
  '/v1/members',
  '/v1/posts',
  '/v1/approval-requests',
  '/v1/audit-events?limit=100',
  '/v1/records?after=-1&limit=100',
  '/v1/log',
];

async function readEverything(client) {
  for (const path of PATHS) await client.get(path);
}

let bare;
async function bareNode() {
  bare = spawn(process.execPath, ['-e', 'require("node:http").createServer().listen(0, "127.0.0.1")']);
  await wait(1000);
  return bare.pid;
}

function residentMegabytes(pid) {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
