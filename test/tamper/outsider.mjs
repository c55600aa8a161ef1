import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../apps/divan/home.mjs';

const COMMAND = join(root, 'dist', 'verify', 'divan-verify.mjs');

/** Somebody outside of the agency: has a key and an older checkpoint, reads what the api answers, trusts none of it. */
export class Outsider {
  constructor(town) {
    this.town = town;
    this.folder = mkdtempSync(join(tmpdir(), 'divan-outsider-'));
    this.vkey = join(this.folder, 'town.vkey');
    this.held = join(this.folder, 'held.note');
    writeFileSync(this.vkey, town.vkey);
    writeFileSync(this.held, town.held.note);
    this.copies = 0;
  }

  /**
   * @param {'log' | 'copy' | 'both'} mode the log by its address; a pulled copy, offline; the copy beside the log
   * @param {{ payloadOf?: string, receipt?: string }} [options] a record whose payload is pulled, an entry kept from before
   */
  async verify(mode, { payloadOf, receipt, grace = 60 } = {}) {
    const copy = mode === 'log' ? [] : [await this.#pull(payloadOf)];
    const log = mode === 'copy' ? [] : [`${this.town.apiUrl}/v1/log/`];
    const kept = receipt ? [this.#save('receipt.json', receipt)] : [];
    const args = [...log, ...copy, ...kept, '--vkey', this.vkey, '--checkpoint', this.held, '--grace', String(grace)];
    const { code, output } = await run([COMMAND, ...args, '--json'], { DIVAN_TOKEN: this.town.admin.accessToken });
    return { code, ...JSON.parse(output) };
  }

  close() {
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #pull(payloadOf) {
    const folder = join(this.folder, `copy-${(this.copies += 1)}`);
    mkdirSync(folder);
    // The receipts of what is newest first, then what the log has of them: nothing may be in neither.
    await this.#pages(
      folder,
      'list',
      '/v1/audit-events?limit=200',
      ({ nextCursor }) => nextCursor && `&cursor=${nextCursor}`,
    );
    for (const what of ['records', 'audit-events']) {
      let after = -1;
      await this.#pages(
        folder,
        what,
        `/v1/${what}?limit=200`,
        ({ nextAfter }) => {
          const more = nextAfter > after;
          after = nextAfter;
          return more && `&after=${after}`;
        },
        '&after=-1',
      );
    }
    if (payloadOf) {
      const response = await this.town.admin.raw('GET', `/v1/records/${payloadOf}/payload`);
      writeFileSync(join(folder, `${payloadOf}.json`), Buffer.from(await response.arrayBuffer()));
    }
    return folder;
  }

  async #pages(folder, name, path, next, first = '') {
    for (let query = first, page = 0; query !== null && query !== false; page += 1) {
      const answer = await this.town.admin.get(path + query);
      writeFileSync(join(folder, `${name}-${page}.json`), JSON.stringify(answer));
      query = next(answer);
    }
  }

  #save(name, content) {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }
}

function run(args, env) {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.on('error', failed);
    child.on('close', (code) => done({ code, output }));
  });
}
