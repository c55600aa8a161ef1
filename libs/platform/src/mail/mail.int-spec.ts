import { Test, type TestingModule } from '@nestjs/testing';
import { SMTPServer } from 'smtp-server';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database';
import { testEnvironment } from '../../../../test/support/environment';
import { Config } from '../config/config';
import type { RequestContext } from '../context/request-context';
import { Database } from '../database/database';
import { PlatformModule } from '../platform.module';
import { Mail, type NewMail } from './mail';

/** A real mail server on this machine; `refusals` are the answers to the next messages. */
class MailServer {
  readonly received: { to: string[]; message: string }[] = [];
  readonly refusals: { code: number; text: string }[] = [];
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData: (stream, session, done) => {
      let message = '';
      stream.on('data', (chunk: Buffer) => (message += chunk.toString('utf8')));
      stream.on('end', () => {
        const refusal = this.refusals.shift();
        if (refusal) return done(Object.assign(new Error(refusal.text), { responseCode: refusal.code }));
        this.received.push({ to: session.envelope.rcptTo.map(({ address }) => address), message });
        done();
      });
    },
  });

  async listen(): Promise<number> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return (this.server.server.address() as { port: number }).port;
  }

  close(): Promise<void> {
    return new Promise((done) => this.server.close(done));
  }
}

let db: TestDatabase;
let server: MailServer;
let ctx: RequestContext;
let organizationId: string;
const apps: TestingModule[] = [];

async function worker(env: Record<string, string>): Promise<TestingModule> {
  const app = await Test.createTestingModule({
    imports: [
      PlatformModule.forRoot({ process: 'worker', config: new Config({ ...testEnvironment(db.url), ...env }) }),
    ],
  }).compile();
  await app.init();
  apps.push(app);
  return app;
}

beforeEach(async () => {
  db = await createTestDatabase();
  server = new MailServer();
  ({ id: organizationId, ctx } = await db.organization());
});
afterEach(async () => {
  for (const app of apps.splice(0)) await app.close();
  await server.close();
  await db.close();
});

async function queue(app: TestingModule, mail: Partial<NewMail> = {}): Promise<void> {
  const whole = { to: 'ada@example.gov', subject: 'یک آزمون', text: 'https://divan.example/#secret-link\n', ...mail };
  await app.get(Database).transaction(ctx, (tx) => app.get(Mail).queue(tx, [whole]));
}

async function states(): Promise<{ state: string; error: string | null; sealed_text: string | null }[]> {
  return db.ownerQuery('SELECT state, error, sealed_text FROM mails WHERE organization_id = $1', [organizationId]);
}

async function until<T>(look: () => Promise<T> | T, done: (seen: T) => boolean): Promise<T> {
  for (let i = 0; ; i++) {
    const seen = await look();
    if (done(seen) || i > 400) return seen;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
const decided = (): ReturnType<typeof states> =>
  until(states, (rows) => rows.length > 0 && rows.every((row) => row.state !== 'queued'));

describe('mail', () => {
  it('reaches the person it is for, once the transaction commits, and its text is kept no longer', async () => {
    const app = await worker({
      SMTP_URL: `smtp://127.0.0.1:${await server.listen()}`,
      MAIL_FROM: 'Divan <no-reply@x.gov>',
    });
    const lost = app.get(Database).transaction(ctx, async (tx) => {
      await app.get(Mail).queue(tx, [{ to: 'nobody@example.gov', subject: 'never', text: 'never' }]);
      throw new Error('rolled back');
    });
    await expect(lost).rejects.toThrow('rolled back');
    await queue(app);
    expect(await decided()).toEqual([{ state: 'sent', error: null, sealed_text: null }]);
    expect(server.received.map(({ to }) => to)).toEqual([['ada@example.gov']]);
    expect(server.received[0]?.message).toMatch(/^Message-ID: <[0-9a-f-]{36}@x\.gov>\r$/m);
    expect(server.received[0]?.message).toContain('secret-link');
  });

  it('is sealed while it waits', async () => {
    const app = await worker({ SMTP_URL: 'smtp://127.0.0.1:1' });
    await queue(app);
    const [row] = await until(states, (rows) => Boolean(rows[0]?.error));
    expect(row).toMatchObject({ state: 'queued', error: expect.stringContaining('ECONNREFUSED') as string });
    expect(row?.sealed_text).toMatch(/^v1\./);
  });

  it('is given up at once when the server refuses for good, and says why', async () => {
    const app = await worker({ SMTP_URL: `smtp://127.0.0.1:${await server.listen()}` });
    server.refusals.push({ code: 550, text: 'no such mailbox' });
    await queue(app);
    const [row] = await decided();
    expect(row).toMatchObject({ state: 'failed', error: expect.stringContaining('no such mailbox') as string });
  });

  it('is tried again when the server cannot take it now', async () => {
    const app = await worker({ SMTP_URL: `smtp://127.0.0.1:${await server.listen()}` });
    server.refusals.push({ code: 451, text: 'greylisted' });
    await queue(app);
    expect((await decided())[0]).toMatchObject({ state: 'sent' });
    expect(server.received).toHaveLength(1);
  });

  it('never sends a password over a connection without TLS', async () => {
    const app = await worker({ SMTP_URL: `smtp://divan:secret@127.0.0.1:${await server.listen()}` });
    await queue(app);
    await until(states, (rows) => Boolean(rows[0]?.error));
    expect(server.received).toEqual([]);
  });

  it('says that it is not set up instead of failing', async () => {
    await queue(await worker({}));
    expect(await decided()).toEqual([{ state: 'not_configured', error: null, sealed_text: null }]);
  });

  it.each(['a@example.gov, b@example.gov', 'a@example.gov\r\nBcc: b@example.gov', 'Ada <a@example.gov>', ''])(
    'refuses %j as an address',
    async (to) => {
      const app = await worker({});
      await expect(queue(app, { to })).rejects.toThrow('not one mail address');
    },
  );
});
