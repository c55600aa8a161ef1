import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Ledger, LedgerIntegrator, type LedgerCheckpoint } from '@divan/ledger';
import { Database, isId, systemContext } from '@divan/platform';
import type { INestApplicationContext } from '@nestjs/common';
import { Client } from 'pg';
import { z } from 'zod';
import type { Command } from '../command';
import { environmentOf } from '../operator-environment';
import { required, withHosting } from './hosting.commands';
import { purge } from './purge';

const schema = z.object({
  /** The owner of the schema: only it can remove what is append-only. */
  DATABASE_OWNER_URL: z.string('is required: the address of the role that owns the schema').min(1),
  MEDIA_DIR: z.string().default('.divan/media'),
});

export const deleteOrganizationCommand: Command = {
  name: 'delete-organization',
  usage: 'delete-organization --id <id> --confirm <name>',
  summary:
    'Removes an organization and everything of it. Keeps its log’s last signed head, in a file. Cannot be undone.',
  async run(args, print) {
    const { id = '', confirm = '' } = required(this, args, ['id', 'confirm']);
    const { DATABASE_OWNER_URL, MEDIA_DIR } = environmentOf(schema);
    if (!isId(id)) throw new Error('--id is not the id of an organization.');
    const head = await withHosting(async (hosting, app) => {
      await hosting.beginDeletion(id, confirm);
      return lastHead(app, id);
    });
    if (head) {
      const file = join(process.cwd(), `divan-${id}.checkpoint.txt`);
      await writeFile(file, `${head.vkey}\n\n${head.signedNote}`, { mode: 0o600 });
      print(`The last signed head of its log, ${head.size} entries, is in ${file}.`);
    }
    const client = new Client({ connectionString: DATABASE_OWNER_URL });
    await client.connect();
    try {
      await purge(client, id);
    } finally {
      await client.end();
    }
    await rm(join(MEDIA_DIR, id), { recursive: true, force: true });
    print(`“${confirm}” is deleted. Backups that were made before still hold it.`);
  },
};

/** The log goes up to its own deletion: what was written and not yet signed is signed here. */
async function lastHead(app: INestApplicationContext, organizationId: string): Promise<LedgerCheckpoint | null> {
  const ctx = systemContext(organizationId, 'delete-organization');
  const integrator = app.get(LedgerIntegrator, { strict: false });
  // A worker that is at it right now is let finish.
  for (let tries = 0; tries < 50 && (await integrator.integrate(organizationId)).state === 'busy'; tries += 1)
    await sleep(200);
  return app.get(Database).read(ctx, (tx) => app.get(Ledger, { strict: false }).latestCheckpoint(tx));
}
