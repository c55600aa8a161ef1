import { spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { inHome, readHome, root, writeHome } from './home.mjs';
import { birthOf, endProcesses, isSame, wait } from './processes.mjs';
import { NODE_FLAGS } from './services.mjs';

const RUN = 'run.json';
const GIVE_UP_AFTER = 5;
const WITHIN_MS = 60_000;

/**
 * The processes of one `npm start`: recorded in run.json so that the next start can end what a killed one left,
 * started again when they die, ended together.
 *
 * @typedef {{ name: string, entry: string, env: Record<string, string> }} Service
 */
export class Supervisor {
  #say;
  #giveUp;
  #children = new Map();
  #stopping = false;

  /** @param {{ say: (text: string) => void, giveUp: (reason: string) => void }} options */
  constructor({ say, giveUp }) {
    this.#say = say;
    this.#giveUp = giveUp;
  }

  /**
   * Claims this installation. Ends the orphans of a killed start.
   * @throws when another start is running
   */
  async claim() {
    const last = readHome(RUN);
    if (last && last.pid !== process.pid && (await isSame(last))) {
      throw new Error(`Divan runs here already (process ${last.pid}).${last.web ? ` It is at ${last.web}` : ''}`);
    }
    const orphans = [];
    for (const child of last?.children ?? []) if (await isSame(child)) orphans.push(child);
    if (orphans.length > 0) {
      this.#say(`ending what an interrupted run left: ${orphans.map((child) => child.name).join(', ')}`);
      await endProcesses(orphans);
    }
    this.#self = { pid: process.pid, birth: await birthOf(process.pid) };
    this.#record();
  }
  #self;

  /** Remembers the address for whoever starts a second time. */
  note(web) {
    this.#self.web = web;
    this.#record();
  }

  /** @param {Service} service */
  async start(service) {
    const log = inHome('logs', `${service.name}.log`);
    const out = openSync(log, service.deaths ? 'a' : 'w', 0o600);
    const child = spawn(process.execPath, [...NODE_FLAGS, service.entry], {
      cwd: root,
      env: service.env,
      stdio: ['ignore', out, out],
      // A group of its own: Ctrl-C reaches this process only, which ends the others in order.
      detached: process.platform !== 'win32',
    });
    const record = { name: service.name, pid: child.pid, birth: undefined, log };
    this.#children.set(service.name, record);
    child.on('exit', (code, signal) => void this.#died(service, record, signal ?? `exit code ${code}`));
    if (child.pid) record.birth = await birthOf(child.pid);
    this.#record();
  }

  async #died(service, record, how) {
    if (this.#children.get(service.name) === record) this.#children.delete(service.name);
    // A signal to the whole group reaches the children first; give ours the time to arrive.
    await wait(300);
    if (this.#stopping) return;
    const now = Date.now();
    service.deaths = [...(service.deaths ?? []).filter((at) => now - at < WITHIN_MS), now];
    if (service.deaths.length >= GIVE_UP_AFTER) {
      this.#giveUp(
        `${service.name} ended ${GIVE_UP_AFTER} times within a minute (${how}).\n${this.tail(service.name)}`,
      );
      return;
    }
    this.#say(`${service.name} ended (${how}): starting it again`);
    await wait(500 * (service.deaths.length - 1));
    if (!this.#stopping) await this.start(service);
  }

  /** The last lines of a service's log, for messages. */
  tail(name) {
    const log = inHome('logs', `${name}.log`);
    return `${readFileSync(log, 'utf8').trim().split('\n').slice(-15).join('\n')}\n(${log})`;
  }

  /** Ends what this start began; nothing when it never got the installation. */
  async stop() {
    this.#stopping = true;
    if (!this.#self) return;
    await endProcesses([...this.#children.values()]);
    this.#children.clear();
    this.#record();
  }

  #record() {
    const children = [...this.#children.values()].map(({ name, pid, birth }) => ({ name, pid, birth }));
    writeHome(RUN, { ...this.#self, children });
  }
}
