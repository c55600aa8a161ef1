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
let smtpUrl: string;

beforeAll(async () => {
  db = await createTestDatabase();
  server = new MailServer();
  smtpUrl = `smtp://127.0.0.1:${await server.listen()}`;
});
afterAll(async () => {
  await server.close();
  await db.close();
});

let ctx: RequestContext;
let organizationId: string;
beforeEach(async () => {
  ({ id: organizationId, ctx } = await db.organization());
});

/** A worker with this mail configuration, for the length of `work`. */
async function withWorker(env: Record<string, string>, work: (app: TestingModule) => Promise<void>): Promise<void> {
  const app = await Test.createTestingModule({
    imports: [
      PlatformModule.forRoot({ process: 'worker', config: new Config({ ...testEnvironment(db.url), ...env }) }),
    ],
  }).compile();
  await app.init();
  try {
    await work(app);
  } finally {
    await app.close();
  }
}

const address = (): string => `ada@${organizationId}.example`;
const received = (): { to: string[]; message: string }[] => server.received.filter(({ to }) => to.includes(address()));

async function queue(app: TestingModule, mail: Partial<NewMail> = {}): Promise<void> {
  const whole = { to: address(), subject: 'یک آزمون', text: 'https://divan.example/#secret-link\n', ...mail };
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
  it('reaches the person it is for, once the transaction commits, and its text is kept no longer', () =>
    withWorker({ SMTP_URL: smtpUrl, MAIL_FROM: 'Divan <no-reply@x.gov>' }, async (app) => {
      const lost = app.get(Database).transaction(ctx, async (tx) => {
        await app.get(Mail).queue(tx, [{ to: 'nobody@example.gov', subject: 'never', text: 'never' }]);
        throw new Error('rolled back');
      });
      await expect(lost).rejects.toThrow('rolled back');
      await queue(app);
      expect(await decided()).toEqual([{ state: 'sent', error: null, sealed_text: null }]);
      expect(received().map(({ to }) => to)).toEqual([[address()]]);
      expect(server.received.flatMap(({ to }) => to)).not.toContain('nobody@example.gov');
      expect(received()[0]?.message).toMatch(/^Message-ID: <[0-9a-f-]{36}@x\.gov>\r$/m);
      expect(received()[0]?.message).toContain('secret-link');
    }));

  it('is sealed while it waits for a server that does not answer', () =>
    withWorker({ SMTP_URL: 'smtp://127.0.0.1:1' }, async (app) => {
      await queue(app);
      const [row] = await until(states, (rows) => Boolean(rows[0]?.error));
      expect(row).toMatchObject({ state: 'queued', error: expect.stringContaining('ECONNREFUSED') as string });
      expect(row?.sealed_text).toMatch(/^v1\./);
    }));

  it('is given up at once when the server refuses for good, and tried again when it cannot take it now', () =>
    withWorker({ SMTP_URL: smtpUrl }, async (app) => {
      server.refusals.push({ code: 550, text: 'no such mailbox' });
      await queue(app);
      const [refused] = await decided();
      expect(refused).toMatchObject({ state: 'failed', error: expect.stringContaining('no such mailbox') as string });
      server.refusals.push({ code: 451, text: 'greylisted' });
      await queue(app);
      expect((await decided()).map(({ state }) => state).sort()).toEqual(['failed', 'sent']);
      expect(received()).toHaveLength(1);
    }));

  it('never sends a password over a connection without TLS', () =>
    withWorker({ SMTP_URL: smtpUrl.replace('//', '//divan:secret@') }, async (app) => {
      await queue(app);
      await until(states, (rows) => Boolean(rows[0]?.error));
      expect(received()).toEqual([]);
    }));

  it('says that it is not set up instead of failing, and refuses what is not one address', () =>
    withWorker({}, async (app) => {
      await queue(app);
      expect(await decided()).toEqual([{ state: 'not_configured', error: null, sealed_text: null }]);
      for (const to of [
        'a@example.gov, b@example.gov',
        'a@example.gov\r\nBcc: b@example.gov',
        'Ada <a@example.gov>',
        '',
      ]) {
        await expect(queue(app, { to })).rejects.toThrow('not one mail address');
      }
    }));
});
