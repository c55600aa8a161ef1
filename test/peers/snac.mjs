import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, until } from '../support/installation.mjs';

/** Debian's snac2: a second, quirky dialect of the Mastodon API, on this machine only. */
export async function startSnac() {
  const folder = mkdtempSync(join(tmpdir(), 'divan-snac-'));
  const data = join(folder, 'data');
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const url = `http://${address}`;
  const snac = (...args) =>
    execFileSync('snac', args, {
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
      input: `127.0.0.1\n${port}\n${address}\n\n\n`,
    });
  snac('init', data);
  const settings = JSON.parse(readFileSync(join(data, 'server.json'), 'utf8'));
  writeFileSync(join(data, 'server.json'), JSON.stringify({ ...settings, protocol: 'http' }));
  const passwords = Object.fromEntries(
    ['city', 'ann'].map((name) => [name, /User password is (\S+)/.exec(snac('adduser', data, name))[1]]),
  );
  const log = openSync(join(folder, 'snac.log'), 'a');
  const server = spawn('snac', ['httpd', data], { stdio: ['ignore', log, log] });
  process.on('exit', () => server.kill('SIGKILL'));
  await until('snac answers', async () => (await fetch(`${url}/api/v1/instance`)).ok);

  /** Signs in on the page that `authorizationUrl` shows, as a person would. @returns where the browser is sent: {code, state} */
  async function authorize(authorizationUrl, name) {
    const page = await (await fetch(authorizationUrl)).text();
    const fields = Object.fromEntries(
      [...page.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(([, field, value]) => [field, value]),
    );
    const action = /action="([^"]+)"/.exec(page)[1];
    const answer = await fetch(action, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ ...fields, login: name, passwd: passwords[name] }),
    });
    const target = new URL(answer.headers.get('location'));
    return { code: target.searchParams.get('code'), state: target.searchParams.get('state') };
  }

  /** A citizen with a client of their own. */
  async function citizen(name) {
    const redirect = 'http://127.0.0.1:1/none';
    const post = async (path, fields) =>
      (await fetch(url + path, { method: 'POST', body: new URLSearchParams(fields) })).json();
    const app = await post('/api/v1/apps', { client_name: 'citizen', redirect_uris: redirect, scopes: 'read write' });
    const { code } = await authorize(
      `${url}/oauth/authorize?${new URLSearchParams({ response_type: 'code', client_id: app.client_id, redirect_uri: redirect, scope: 'read write', state: 'x' })}`,
      name,
    );
    const token = await post('/oauth/token', {
      grant_type: 'authorization_code',
      code,
      client_id: app.client_id,
      client_secret: app.client_secret,
      redirect_uri: redirect,
    });
    const headers = { Authorization: `Bearer ${token.access_token}` };
    return {
      get: async (path) => (await fetch(url + path, { headers })).json(),
      post: async (path, fields) =>
        (await fetch(url + path, { method: 'POST', headers, body: new URLSearchParams(fields) })).json(),
    };
  }

  return {
    url,
    address,
    authorize,
    citizen,
    async stop() {
      server.kill('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
