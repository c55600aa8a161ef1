import { createRequire } from 'node:module';
import { join } from 'node:path';
import pg from 'pg';
import { root } from '../../apps/divan/home.mjs';

const require = createRequire(import.meta.url);
const lib = (name) => require(join(root, 'dist', 'libs', name, 'src', 'index.js'));

/** The inbox and the archive of an installation, as its worker has them, without jobs and without HTTP. */
export async function openInbox(installation) {
  const { app, close } = await openLibs(installation, ['inbox', 'archive']);
  return { ingestion: app.get(lib('inbox').InboxIngestion), contextOf: lib('platform').systemContext, close };
}

/** Features of an installation by the names of their libs, in this process. */
export async function openLibs(installation, names) {
  Object.assign(process.env, installation.env, { LOG_LEVEL: 'warn' });
  const { Module } = require('@nestjs/common');
  const { NestFactory } = require('@nestjs/core');
  const modules = names.map((name) => lib(name)[`${name[0].toUpperCase()}${name.slice(1)}Module`]);
  class BenchModule {}
  Module({ imports: [lib('platform').PlatformModule.forRoot({ process: 'command' }), ...modules] })(BenchModule);
  const app = await NestFactory.createApplicationContext(BenchModule, { logger: false, abortOnError: false });
  return { app, lib, close: () => app.close() };
}

/** Past row-level security, for looking and for floors. */
export function superuserPool(installation) {
  const url = new URL(installation.superuserUrl);
  url.pathname = '/divan';
  return new pg.Pool({ connectionString: url.href, max: 10 });
}

/** A channel that no worker polls: messages come from the bench alone. */
export async function makeChannel(pool, organizationId, remoteId = 'city') {
  const { newId } = lib('platform');
  const channel = { id: newId(), network: 'mastodon', handle: `${remoteId}@bench.example`, remoteId };
  await pool.query(
    `INSERT INTO channels (id, organization_id, network, remote_id, handle, display_name, state, connected_at)
     VALUES ($1, $2, $3, $4, $5, 'City of Bench', 'needs-reauthorization', now())`,
    [channel.id, organizationId, channel.network, channel.remoteId, channel.handle],
  );
  return channel;
}

/** What a city hears: `count` messages of a few hundred people, as a Mastodon server would deliver them. */
export function messages(count, prefix = 'm') {
  return Array.from({ length: count }, (_, index) => {
    const person = index % 400;
    const sentAt = new Date(Date.now() - (count - index) * 1000).toISOString();
    const text = `@city the street lamp at number ${index} of Mill Street has been out since Tuesday. Please send someone. #rivertown`;
    const remoteId = `${prefix}${index}`;
    const author = {
      remoteId: `p${person}`,
      handle: `citizen${person}@bench.example`,
      displayName: `Citizen ${person}`,
      avatarUrl: `https://bench.example/avatars/${person}.png`,
      profileUrl: `https://bench.example/@citizen${person}`,
    };
    return {
      remoteId,
      kind: 'mention',
      author,
      text,
      language: 'en',
      sentAt,
      conversation: { remoteId: `${prefix}t${index % 1000}`, ref: { id: `${prefix}t${index % 1000}` } },
      remoteRef: { id: remoteId },
      inReplyToRemoteId: null,
      reaction: null,
      media: [],
      url: `https://bench.example/@citizen${person}/${remoteId}`,
      payload: JSON.stringify({
        id: remoteId,
        type: 'mention',
        created_at: sentAt,
        account: author,
        status: {
          id: remoteId,
          content: `<p>${text}</p>`,
          visibility: 'public',
          language: 'en',
          mentions: [{ acct: 'city' }],
          tags: [{ name: 'rivertown' }],
        },
      }),
    };
  });
}

export const wait = (ms) => new Promise((done) => setTimeout(done, ms));
