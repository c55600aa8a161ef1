import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Transporter } from 'nodemailer';
import { z } from 'zod';
import { Config } from '../config/config';
import { SecretBox } from '../crypto/secret-box';
import { Database } from '../database/database';
import { JobHandler, Periodic, type JobRun } from '../jobs/job.decorators';
import { MAIL_PURPOSE, SEND_MAIL } from './mail';
import { mailConfig } from './mail.config';
import { MailRepository, type MailState, type StoredMail } from './mail.repository';

const TIMEOUT_MS = 20_000;
const HOUR_MS = 3_600_000;

const sendMailPayload = z.object({ organizationId: z.uuid(), mailId: z.uuid() });

/**
 * Hands mail to the mail server: at least once. A worker that dies between the server's answer and its note of it sends
 * again, under the same Message-ID, so that mail systems can drop the second one.
 */
@Injectable()
export class MailJobs implements BeforeApplicationShutdown {
  private readonly logger = new Logger(MailJobs.name);
  private transport: Promise<Transporter> | undefined;

  constructor(
    private readonly database: Database,
    private readonly repository: MailRepository,
    private readonly secretBox: SecretBox,
    private readonly config: Config,
  ) {}

  @JobHandler(SEND_MAIL, sendMailPayload)
  async send({ mailId }: z.infer<typeof sendMailPayload>, { ctx, attempt, maxAttempts }: JobRun): Promise<void> {
    const mail = await this.database.read(ctx, (tx) => this.repository.find(tx, mailId));
    if (!mail || mail.state !== 'queued' || mail.sealedText === null) return;
    const decide = (state: Exclude<MailState, 'queued'>, error: string | null = null): Promise<void> =>
      this.database.transaction(ctx, (tx) => this.repository.decide(tx, mailId, state, error));
    const { SMTP_URL } = this.config.get(mailConfig);
    if (!SMTP_URL) {
      this.logger.warn({ mailId }, 'A mail is not sent: SMTP_URL is not set.');
      return decide('not_configured');
    }
    try {
      await this.hand(SMTP_URL, mail, this.secretBox.open(mail.sealedText, MAIL_PURPOSE).toString('utf8'));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn({ mailId, attempt, reason }, 'The mail server did not take a mail.');
      if (isPermanent(error) || attempt >= maxAttempts) return decide('failed', reason);
      await this.database.transaction(ctx, (tx) => this.repository.noteError(tx, mailId, reason));
      throw error;
    }
    await decide('sent');
  }

  @Periodic('platform.forget-mails', HOUR_MS)
  forget(): Promise<void> {
    return this.database.system('platform.forget-mails', (tx) => this.repository.forgetOld(tx));
  }

  async beforeApplicationShutdown(): Promise<void> {
    (await this.transport?.catch(() => undefined))?.close();
  }

  private async hand(url: string, mail: StoredMail, text: string): Promise<void> {
    this.transport ??= this.connect(url);
    const from = this.config.get(mailConfig).MAIL_FROM;
    const domain = /@([^<>@\s]+)>?$/.exec(from)?.[1] ?? 'localhost';
    const transport = await this.transport;
    await transport.sendMail({
      from,
      // As an object, so that no address is ever read as a list of them.
      to: { name: '', address: mail.recipient },
      subject: mail.subject,
      text,
      messageId: `<${mail.id}@${domain}>`,
      // RFC 3834: no out-of-office answers to a machine.
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  }

  private async connect(url: string): Promise<Transporter> {
    const { createTransport } = await import('nodemailer');
    // A password never travels in the clear: with one, a server that does not offer STARTTLS is refused.
    const requireTLS = new URL(url).password !== '';
    return createTransport({
      url,
      requireTLS,
      pool: true,
      maxConnections: 2,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
    });
  }
}

/** RFC 5321 section 4.2.1: 5yz means that trying again will not help. */
function isPermanent(error: unknown): boolean {
  const code = (error as { responseCode?: unknown }).responseCode;
  return typeof code === 'number' && code >= 500;
}
