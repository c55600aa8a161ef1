import { readFileSync, renameSync, writeFileSync } from 'node:fs';

export interface DemoMember {
  name: string;
  email: string;
  password: string;
  roles: string[];
  /** Base32; absent until the authenticator is set up. */
  totpSecret?: string;
  /** The last time step whose code was used: a code is good once. */
  lastStep?: number;
}

export interface DemoState {
  /** When the demo was begun: everything that is planned counts from here, so that a resumed run plans the same. */
  begunAt: string;
  organizationId?: string;
  /** The administrator's one-time link, until it is used. */
  invitationLink?: string;
  members: DemoMember[];
  /** Names of the steps that are complete. */
  done: string[];
}

/**
 * What the demo has made so far, on disk before and after every step that cannot be repeated: whoever starts again after
 * a kill goes on where it ended. Holds passwords and secrets of the demo's members, for this user only.
 */
export class DemoFile {
  readonly state: DemoState;

  constructor(
    private readonly path: string,
    initial: () => DemoState,
  ) {
    this.state = this.read() ?? initial();
  }

  save(): void {
    writeFileSync(`${this.path}.new`, `${JSON.stringify(this.state, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${this.path}.new`, this.path);
  }

  /** Runs a step that was not completed yet. */
  async step(name: string, work: () => Promise<void>): Promise<void> {
    if (this.state.done.includes(name)) return;
    await work();
    this.state.done.push(name);
    this.save();
  }

  private read(): DemoState | undefined {
    try {
      return JSON.parse(readFileSync(this.path, 'utf8')) as DemoState;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }
}
