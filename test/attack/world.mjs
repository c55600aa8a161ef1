import assert from 'node:assert/strict';
import { hkdfSync, randomBytes } from 'node:crypto';
import { makeChannel, messages, openInbox, superuserPool } from '../bench/town.mjs';
import { MemberClient } from '../support/client.mjs';
import { openEvilProvider } from './evil-provider.mjs';
import { startInstallation, until } from '../support/installation.mjs';
import { openPostOffice } from '../support/post-office.mjs';

const ROLES = ['publisher', 'approver', 'agent', 'analyst', 'records-officer', 'auditor', 'read-only'];

/** A town, with a member of every role and something of each kind in it, and a village that wants to get in. */
export async function openWorld() {
  const [post, evil, evilToo] = await Promise.all([openPostOffice(), openEvilProvider(), openEvilProvider()]);
  const installation = await startInstallation({
    allowedHosts: [evil.host, evilToo.host],
    env: { SMTP_URL: post.url, MAIL_FROM: 'Divan <divan@example.gov>' },
    mailedLink: (email) => invitationIn(post.mails, email),
  });
  const pool = superuserPool(installation);
  try {
    const town = await settle(installation, pool, 'City of Rivertown');
    const village = await settle(installation, pool, 'Village of Elm');
    const members = {};
    for (const role of ROLES) members[role] = await installation.member(town.admin, `Robin ${role}`, [role]);
    const document = await (await fetch(`${installation.apiUrl}/openapi.json`)).json();
    return new World({ installation, pool, post, evil, evilToo, town, village, members, document });
  } catch (error) {
    await pool.end();
    await installation.stop();
    await Promise.all([post, evil, evilToo].map((peer) => peer.close()));
    throw error;
  }
}

/** The link in the last invitation that was mailed to an address. */
async function invitationIn(mails, email) {
  const link = /https?:\/\/\S+\/invitations\/[\w-]+/;
  const fits = (mail) => mail.includes(email) && link.test(mail);
  return link.exec(await until(`an invitation to ${email}`, () => mails.findLast(fits), 20_000))[0];
}

/** An organization with a channel, what citizens wrote there, a post and a team. */
async function settle(installation, pool, name) {
  const admin = await installation.organization(name);
  const organizationId = admin.me.organization.id;
  const channel = await makeChannel(pool, organizationId);
  const inbox = await openInbox(installation);
  await inbox.ingestion.receive(inbox.contextOf(organizationId), channel, messages(6, name.slice(0, 3)), '1', null);
  await inbox.close();
  const team = await admin.post('/v1/teams', { name: `Team of ${name}` });
  const post = await admin.post('/v1/posts', {
    text: `Only for ${name}.`,
    mediaIds: [],
    variants: [{ channelId: channel.id }],
  });
  await until('the log', async () => (await admin.get('/v1/log')).size > 6, 30_000);
  return { admin, id: organizationId, name, channel, team, post };
}

class World {
  #next = 1;
  #second;

  constructor(parts) {
    Object.assign(this, parts);
    this.apiUrl = parts.installation.apiUrl;
  }

  /** The address of another process of the same installation. */
  secondApi() {
    return (this.#second ??= this.installation.another());
  }

  /** Both processes have answered the token, and so remember it. */
  async seenByBoth(token, path = '/v1/me') {
    for (const status of await this.#askBoth(token, path)) assert.equal(status, 200);
  }

  /** @returns milliseconds until it is gone on every process; @throws when one still takes it after a second */
  async endsWithinASecond(token, path = '/v1/me', gone = (status) => status === 401) {
    const began = performance.now();
    while (!(await this.#askBoth(token, path)).every(gone))
      assert.ok(performance.now() - began < 1000, 'still taken after a second');
    return Math.round(performance.now() - began);
  }

  async #askBoth(token, path) {
    const headers = { Authorization: `Bearer ${token}` };
    const urls = [this.apiUrl, await this.secondApi()];
    return Promise.all(urls.map(async (url) => (await fetch(url + path, { headers })).status));
  }

  /** An address that nobody else in the suite comes from; the installation believes its own proxy. */
  elsewhere() {
    const n = this.#next++;
    return { 'X-Forwarded-For': `198.51.${100 + (n >> 8)}.${n & 255}` };
  }

  /** Somebody who was never seen here. */
  outsider = () => new MemberClient(this.apiUrl);

  /** The same member on another device, not yet signed in. */
  elsewhereAs({ me, password, totpSecret, lastStep }) {
    return Object.assign(this.outsider(), { me, password, totpSecret, lastStep });
  }

  /** A new member of the town, with what they sign in with. */
  member(roles = ['read-only'], name = `Kim ${randomBytes(3).toString('hex')}`) {
    return this.installation.member(this.town.admin, name, roles);
  }

  /** @returns the answer of a request with exactly these headers, with its problem's code */
  async ask(method, path, { headers = {}, body, token } = {}) {
    const response = await fetch(this.apiUrl + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...(body === undefined || typeof body === 'string' ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '') && text ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, text, json, code: json?.code };
  }

  /** The key that the installation derives for a purpose: to forge what only lacks one property of the genuine one. */
  keyOf(purpose) {
    return Buffer.from(hkdfSync('sha256', this.installation.env.AUTH_SECRET, 'divan/auth', purpose, 32));
  }

  /** The first mail to this address that has these words in it. */
  mailTo(address, words) {
    const fits = (mail) => mail.includes(address) && mail.includes(words);
    return until(`a mail to ${address} with ${words}`, () => this.post.mails.find(fits), 20_000);
  }

  /** As if the member had given the second factor six minutes ago; before the session's first request. */
  async age(sessionId) {
    const { rowCount } = await this.pool.query(
      `UPDATE sessions SET second_factor_at = now() - interval '6 minutes' WHERE id = $1`,
      [sessionId],
    );
    assert.equal(rowCount, 1);
  }

  /** Every operation of the API document. */
  routes() {
    return Object.entries(this.document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, operation]) => ({
        method: method.toUpperCase(),
        path,
        operation,
        access: operation['x-divan-access'],
        stepUp: operation['x-divan-step-up'] === true,
      })),
    );
  }

  async close() {
    await this.pool.end();
    await this.installation.stop();
    await Promise.all([this.post, this.evil, this.evilToo].map((peer) => peer.close()));
  }
}
